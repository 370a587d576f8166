package io.millrace.schemas.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CursorTest {
    private final SplittableRandom random = new SplittableRandom(11);

    @Test
    void survivesBeingEncoded() {
        for (int i = 0; i < 1_000; i++) {
            var cursor = new Cursor("cluster/a/b-ä", offsets(), offsets());

            assertThat(Cursor.decode(cursor.encode())).contains(cursor);
        }
    }

    @Test
    void isNothingButItsOwnEncoding() {
        String encoded = new Cursor("e", List.of(1L, 2L), List.of(3L)).encode();

        assertThat(Cursor.decode("")).isEmpty();
        assertThat(Cursor.decode("not base64 !")).isEmpty();
        assertThat(Cursor.decode(encoded + "AAAA")).isEmpty();
        assertThat(Cursor.decode(encoded.substring(0, encoded.length() - 2))).isEmpty();
        assertThat(Cursor.decode("A".repeat(1_000_000))).isEmpty();
    }

    @Test
    void readsRandomTextWithoutHarm() {
        for (int i = 0; i < 10_000; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            bytes = bytes.length == 0 ? new byte[] {1} : bytes;
            bytes[0] = 1;
            String text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);

            Cursor.decode(text).ifPresent(cursor -> assertThat(Cursor.decode(cursor.encode()))
                    .contains(cursor));
        }
    }

    private List<Long> offsets() {
        return random.longs(random.nextInt(20), 0, Long.MAX_VALUE).boxed().toList();
    }
}
