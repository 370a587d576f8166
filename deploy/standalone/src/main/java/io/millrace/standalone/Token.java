package io.millrace.standalone;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;

/** Prints a token that this installation's services accept: {@code deploy/token USER [--data DIR]}. */
public final class Token {

    private static final Duration LIFETIME = Duration.ofDays(30);

    private Token() {}

    /** Ends with status 2 where the command line names no user. */
    public static void main(String[] arguments) throws Exception {
        try {
            Options options = Options.parse(arguments);
            if (options.others().size() != 1) {
                throw new UsageException("name one user");
            }
            TokenKeys keys = TokenKeys.in(options.data());
            System.out.println(signed(options.others().getFirst(), Instant.now(), keys));
        } catch (UsageException e) {
            System.err.println(e.getMessage() + "\nusage: deploy/token USER [--data DIR]");
            System.exit(2);
        }
    }

    static String signed(String user, Instant now, TokenKeys keys) throws JOSEException {
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .subject(user)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(LIFETIME)))
                .build();
        SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.RS256), claims);
        token.sign(new RSASSASigner(keys.privateKey()));
        return token.serialize();
    }
}
