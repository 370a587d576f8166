package io.millrace.standalone;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key pair that signs and checks this installation's tokens.
 *
 * @param privateKey signs; its file is its owner's alone
 * @param publicKeyFile what the services check with, PEM
 */
record TokenKeys(PrivateKey privateKey, Path publicKeyFile) {

    /** Reads the pair kept under {@code data}; makes it where there is none. */
    static TokenKeys in(Path data) throws IOException, GeneralSecurityException {
        DataFolder.make(data);
        Path folder = Files.createDirectories(data.resolve("keys"));
        Path privateFile = folder.resolve("token-private.pem");
        if (!Files.exists(privateFile)) {
            createOnce(privateFile);
        }
        // The public half is always derived: it cannot contradict the private one.
        KeyFactory rsa = KeyFactory.getInstance("RSA");
        RSAPrivateCrtKey key = (RSAPrivateCrtKey) rsa.generatePrivate(new PKCS8EncodedKeySpec(decoded(privateFile)));
        byte[] publicKey = rsa.generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()))
                .getEncoded();
        Path publicFile = folder.resolve("token-public.pem");
        if (!Files.exists(publicFile)) {
            Path whole = Files.createTempFile(folder, "token-public", ".pem");
            Files.writeString(whole, pem("PUBLIC KEY", publicKey));
            Files.move(whole, publicFile, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        return new TokenKeys(key, publicFile);
    }

    /** A secret for some other purpose, hexadecimal: the same at every start, and telling nothing of the key. */
    String secret(String purpose) {
        return HexFormat.of().formatHex(key(purpose));
    }

    /** The same in base64, for who wants a key of bytes. */
    String base64Key(String purpose) {
        return Base64.getEncoder().encodeToString(key(purpose));
    }

    private byte[] key(String purpose) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(privateKey.getEncoded(), "HmacSHA256"));
            return mac.doFinal(purpose.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    /** A link, unlike a move, never replaces what another process has put there in the meantime. */
    private static void createOnce(Path file) throws IOException, GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        FileAttribute<?> ownersAlone =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        Path whole = Files.createTempFile(file.getParent(), "token-private", ".pem", ownersAlone);
        try {
            Files.writeString(
                    whole,
                    pem("PRIVATE KEY", generator.generateKeyPair().getPrivate().getEncoded()));
            Files.createLink(file, whole);
        } catch (FileAlreadyExistsException anotherWasFirst) {
            // Its key is as good.
        } finally {
            Files.delete(whole);
        }
    }

    private static String pem(String label, byte[] content) {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n";
    }

    private static byte[] decoded(Path file) throws IOException {
        String base64 = Files.readString(file, StandardCharsets.US_ASCII).replaceAll("-----[A-Z ]+-----", "");
        return Base64.getMimeDecoder().decode(base64);
    }
}
