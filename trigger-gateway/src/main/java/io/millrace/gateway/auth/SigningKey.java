package io.millrace.gateway.auth;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What signatures are checked with; a key of one kind never checks a signature of another. */
sealed interface SigningKey {
    /** Whether the signature is this key's over these pieces. */
    boolean verifies(List<ByteBuffer> content, SignatureHeader.Signature signature);

    /**
     * Shared by both sides.
     *
     * @param version of the signatures that it makes, empty where headers name none
     * @param encoding of its signatures
     * @param key with Java's name of its algorithm
     */
    record Shared(String version, Encoding encoding, SecretKeySpec key) implements SigningKey {
        static Shared of(String version, String algorithm, Encoding encoding, byte[] key) {
            return new Shared(version, encoding, new SecretKeySpec(key, algorithm));
        }

        @Override
        public boolean verifies(List<ByteBuffer> content, SignatureHeader.Signature signature) {
            // Written down and compared as text: what decodes to the same bytes in another way is another text.
            return signature.version().equals(version) && Texts.equal(sign(content), signature.text());
        }

        /** The signature as it is written. */
        String sign(List<ByteBuffer> content) {
            try {
                Mac mac = Mac.getInstance(key.getAlgorithm());
                mac.init(key);
                content.forEach(piece -> mac.update(piece.duplicate()));
                return encoding.encode(mac.doFinal());
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every JDK has " + key.getAlgorithm(), e);
            }
        }

        @Override
        public String toString() {
            return key.getAlgorithm() + " key";
        }
    }

    /** The public half of an Ed25519 key pair, for version {@value #VERSION}. */
    record Ed25519(PublicKey key) implements SigningKey {
        private static final String VERSION = "v1a";

        /** The beginning of an encoded key, before its 32 bytes (RFC 8410). */
        private static final byte[] HEAD = HexFormat.of().parseHex("302a300506032b6570032100");

        /**
         * From its 32 bytes.
         *
         * @throws IllegalArgumentException if they are no such key
         */
        static Ed25519 of(byte[] raw) {
            byte[] encoded = new byte[HEAD.length + raw.length];
            System.arraycopy(HEAD, 0, encoded, 0, HEAD.length);
            System.arraycopy(raw, 0, encoded, HEAD.length, raw.length);
            try {
                PublicKey key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
                Signature.getInstance("Ed25519").initVerify(key); // fails for what is no point of the curve
                return new Ed25519(key);
            } catch (GeneralSecurityException e) {
                throw new IllegalArgumentException("not an Ed25519 public key", e);
            }
        }

        @Override
        public boolean verifies(List<ByteBuffer> content, SignatureHeader.Signature signature) {
            if (!signature.version().equals(VERSION)) {
                return false;
            }
            try {
                byte[] bytes = Encoding.BASE64.decode(signature.text());
                if (!Encoding.BASE64.encode(bytes).equals(signature.text())) {
                    return false;
                }
                Signature verifier = Signature.getInstance("Ed25519");
                verifier.initVerify(key);
                for (ByteBuffer piece : content) {
                    verifier.update(piece.duplicate());
                }
                return verifier.verify(bytes);
            } catch (IllegalArgumentException | SignatureException notOne) {
                return false;
            } catch (InvalidKeyException e) {
                throw new IllegalStateException("the key was read as one", e);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every JDK has Ed25519", e);
            }
        }
    }
}
