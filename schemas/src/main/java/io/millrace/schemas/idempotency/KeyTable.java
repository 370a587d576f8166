package io.millrace.schemas.idempotency;

import io.millrace.schemas.event.KeyAccepted;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Which execution has an idempotency key, for the keys of a window of time. It is made for millions of them: an id
 * holds 94 bits of its key's hash, so the id is all that is kept of the key, with the time and 32 bits of the body's
 * hash in 24 bytes. Times count to the second. Not safe for several threads.
 */
public final class KeyTable {
    private static final int LEAST_SLOTS = 1 << 6;
    private static final int WORDS = 3;
    /** The bits of an id's first half that are its key's: neither the day nor version and partition. */
    private static final long HASH = 0x0000_FFFF_FFFF_0000L;

    /**
     * Who has a key.
     *
     * @param executionId the execution that took it
     * @param body the first bits of the hash of its body
     */
    public record Holder(UUID executionId, int body) {
        /** Whether the holder came with this body. */
        public boolean hasBody(ByteBuffer bodyHash) {
            return body == bodyHash.getInt(bodyHash.position());
        }
    }

    private final IdempotencyWindow window;
    // Whoever can choose keys must not be able to choose who they collide with.
    private final long seed = new SplittableRandom().nextLong() | 1;
    private long[] words = new long[WORDS * LEAST_SLOTS];
    private int used;
    private long forgotten = Long.MIN_VALUE;

    /** An empty one. */
    public KeyTable(IdempotencyWindow window) {
        this.window = window;
    }

    /**
     * Who has the key of an id.
     *
     * @param derivedId any id that is derived from the key, whatever its day and partition
     * @param at when the delivery was accepted that asks
     */
    public Optional<Holder> holder(UUID derivedId, Instant at) {
        int slot = slot(words, derivedId.getMostSignificantBits(), derivedId.getLeastSignificantBits());
        return words[slot + 1] != 0 && isWithin(acceptedAt(slot), at)
                ? Optional.of(new Holder(new UUID(words[slot], words[slot + 1]), (int) words[slot + 2]))
                : Optional.empty();
    }

    /** Takes note of a key that was taken; whoever has it within the window keeps it. */
    public void put(KeyAccepted accepted) {
        UUID id = accepted.getExecutionId();
        ByteBuffer body = accepted.getBodyHash();
        put(id, accepted.getCreatedAt(), body.getInt(body.position()));
    }

    private void put(UUID id, Instant at, int body) {
        if (at.getEpochSecond() <= forgotten) {
            return;
        }
        if (used >= slots() / 4 * 3) {
            rebuild();
        }
        int slot = slot(words, id.getMostSignificantBits(), id.getLeastSignificantBits());
        boolean free = words[slot + 1] == 0;
        if (free || !isWithin(acceptedAt(slot), at)) {
            words[slot] = id.getMostSignificantBits();
            words[slot + 1] = id.getLeastSignificantBits();
            words[slot + 2] = (at.getEpochSecond() << Integer.SIZE) | Integer.toUnsignedLong(body);
            used += free ? 1 : 0;
        }
    }

    /** What lies before the window that ends now is no longer needed; it goes when room is made. */
    public void forgetBefore(Instant now) {
        forgotten = Math.max(forgotten, window.before(now).getEpochSecond());
    }

    /**
     * Forgets the oldest ones, so that no more than so many are left; who asks for them is told that nobody has them.
     */
    public void keepNewest(int count) {
        var times = new long[used];
        int next = 0;
        for (int slot = 0; slot < words.length; slot += WORDS) {
            if (words[slot + 1] != 0) {
                times[next++] = acceptedAt(slot);
            }
        }
        if (count < times.length) {
            Arrays.sort(times);
            forgotten = Math.max(forgotten, times[times.length - count - 1]);
            rebuild();
        }
    }

    /** How many keys it holds, those included that are no longer needed. */
    public int size() {
        return used;
    }

    /** How much memory it takes. */
    public long bytes() {
        return (long) words.length * Long.BYTES;
    }

    private boolean isWithin(long acceptedAt, Instant at) {
        return acceptedAt > window.before(at).getEpochSecond();
    }

    private long acceptedAt(int slot) {
        return words[slot + 2] >>> Integer.SIZE;
    }

    private int slots() {
        return words.length / WORDS;
    }

    /** Where the key is, or would be. */
    private int slot(long[] table, long high, long low) {
        int mask = table.length / WORDS - 1;
        int at = (int) (((low ^ (high & HASH)) * seed) >>> Integer.SIZE) & mask;
        while (true) {
            int slot = at * WORDS;
            if (table[slot + 1] == 0 || (table[slot + 1] == low && ((table[slot] ^ high) & HASH) == 0)) {
                return slot;
            }
            at = (at + 1) & mask;
        }
    }

    private void rebuild() {
        int needed = 0;
        for (int slot = 0; slot < words.length; slot += WORDS) {
            needed += isNeeded(slot) ? 1 : 0;
        }
        int slots = LEAST_SLOTS;
        while (slots / 2 < needed) {
            slots *= 2;
        }
        var table = new long[WORDS * slots];
        for (int slot = 0; slot < words.length; slot += WORDS) {
            if (isNeeded(slot)) {
                System.arraycopy(words, slot, table, slot(table, words[slot], words[slot + 1]), WORDS);
            }
        }
        words = table;
        used = needed;
    }

    private boolean isNeeded(int slot) {
        return words[slot + 1] != 0 && acceptedAt(slot) > forgotten;
    }
}
