package io.millrace.gateway.auth;

import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;

/** How bytes are written as text. */
enum Encoding {
    HEX {
        @Override
        String encode(byte[] bytes) {
            return HexFormat.of().formatHex(bytes);
        }

        @Override
        byte[] decode(String text) {
            return HexFormat.of().parseHex(text);
        }
    },
    BASE64 {
        @Override
        String encode(byte[] bytes) {
            return Base64.getEncoder().encodeToString(bytes);
        }

        @Override
        byte[] decode(String text) {
            return Base64.getDecoder().decode(text);
        }
    },
    BASE64URL {
        @Override
        String encode(byte[] bytes) {
            return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        }

        @Override
        byte[] decode(String text) {
            return Base64.getUrlDecoder().decode(text);
        }
    };

    /** The one way to write the bytes. */
    abstract String encode(byte[] bytes);

    /**
     * The bytes.
     *
     * @throws IllegalArgumentException if the text is no such thing
     */
    abstract byte[] decode(String text);

    /** By its name in definitions. */
    static Encoding named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }
}
