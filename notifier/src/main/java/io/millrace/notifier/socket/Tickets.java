package io.millrace.notifier.socket;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.notifier.NotifierSettings;
import io.millrace.web.Caller;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives out and takes tickets: who a socket's client is, signed, for a short time and one use. A browser cannot send
 * its token with a socket, and a token in an address ends up in logs.
 */
final class Tickets {
    private static final Logger log = LoggerFactory.getLogger(Tickets.class);
    private static final String ALGORITHM = "HmacSHA256";
    private static final long NEVER = Long.MAX_VALUE;
    private static final int MAX_LENGTH = 4096;

    private final SecretKeySpec key;
    private final Duration lifetime;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    /** The numbers of tickets that were taken, and when they may be forgotten. */
    private final Map<Long, Instant> taken = new ConcurrentHashMap<>();

    /** A ticket as it is given out. */
    record Ticket(String text, Instant expires) {}

    Tickets(NotifierSettings.Tickets settings, Clock clock) {
        this.lifetime = settings.lifetime();
        this.clock = clock;
        this.key = new SecretKeySpec(
                settings.key().map(text -> text.getBytes(UTF_8)).orElseGet(this::randomKey), ALGORITHM);
    }

    private byte[] randomKey() {
        log.info("millrace.tickets.key is not set: only this instance takes the tickets that it gives out");
        var bytes = new byte[32];
        random.nextBytes(bytes);
        return bytes;
    }

    Ticket issue(Client client) {
        Instant expires = clock.instant().plus(lifetime);
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeLong(random.nextLong());
            out.writeLong(expires.toEpochMilli());
            out.writeLong(client.expires().map(Instant::toEpochMilli).orElse(NEVER));
            out.writeUTF(client.caller().owner());
            out.writeUTF(client.caller().subject());
        } catch (IOException e) {
            throw new UncheckedIOException(e); // only for a name of more than 64 KiB
        }
        return new Ticket(text(bytes.toByteArray()) + "." + text(signature(bytes.toByteArray())), expires);
    }

    /** Takes a ticket: whose it is; empty if it is none of ours, too old, or was taken before. */
    Optional<Client> redeem(String ticket) {
        Instant now = clock.instant();
        taken.values().removeIf(now::isAfter);
        String[] parts = ticket.split("\\.", -1);
        if (parts.length != 2 || ticket.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        try {
            byte[] content = Base64.getUrlDecoder().decode(parts[0]);
            if (!MessageDigest.isEqual(
                    signature(content), Base64.getUrlDecoder().decode(parts[1]))) {
                return Optional.empty();
            }
            return read(new DataInputStream(new ByteArrayInputStream(content)), now);
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("a ticket with our signature that is not in our form", e);
        }
    }

    private Optional<Client> read(DataInputStream in, Instant now) throws IOException {
        long number = in.readLong();
        Instant expires = Instant.ofEpochMilli(in.readLong());
        long tokenExpires = in.readLong();
        var caller = new Caller(in.readUTF(), in.readUTF());
        if (!now.isBefore(expires) || taken.putIfAbsent(number, expires) != null) {
            return Optional.empty();
        }
        return Optional.of(new Client(
                caller, tokenExpires == NEVER ? Optional.empty() : Optional.of(Instant.ofEpochMilli(tokenExpires))));
    }

    private byte[] signature(byte[] content) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(content);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    private static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
