package io.coupabridge.runtime.json;

import com.fasterxml.jackson.core.io.CharTypes;
import com.fasterxml.jackson.core.io.NumberOutput;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;

/**
 * JSON in the making: each value as Jackson writes it, byte for byte, at a part of its cost. Whoever writes the values sees
 * to it that they make up JSON.
 */
final class JsonBytes {

    /** Is free beside what was asked for: no number, date or instant needs more, quotes included. */
    private static final int SPARE = 64;

    private static final byte[] NULL = ascii("null");
    private static final byte[] TRUE = ascii("true");
    private static final byte[] FALSE = ascii("false");
    private static final byte[] HEX = ascii("0123456789ABCDEF");

    /** For each character of ASCII: 0 as it is, negative as {@code \}{@code u00..}, else what stands behind the backslash. */
    private static final int[] ESCAPES = CharTypes.get7BitOutputEscapes();

    private static final int SECONDS_OF_A_DAY = 86_400;
    private static final long YEAR_0 = LocalDate.of(0, 1, 1).toEpochDay() * SECONDS_OF_A_DAY;
    private static final long YEAR_10000 = LocalDate.of(10_000, 1, 1).toEpochDay() * SECONDS_OF_A_DAY;

    /** Most records fit. */
    private byte[] bytes = new byte[1024];

    /** Of the text that is put down: one by one from the text itself they cost more. */
    private char[] chars = new char[256];

    private int size;

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Begins anew. */
    void clear() {
        size = 0;
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    /** JSON that is known to be such, or a part of it. */
    void raw(byte[] json) {
        room(json.length);
        System.arraycopy(json, 0, bytes, size, json.length);
        size += json.length;
    }

    void raw(char ascii) {
        room(1);
        put(ascii);
    }

    /** @param value may be null */
    void string(String value) {
        if (value == null) {
            raw(NULL);
            return;
        }
        int length = value.length();
        room(2 + length);
        if (length > chars.length) {
            chars = new char[length];
        }
        value.getChars(0, length, chars, 0);
        put('"');
        int plain = plain(length);
        if (plain < length) {
            escaped(plain, length);
        }
        put('"');
    }

    void flag(boolean value) {
        raw(value ? TRUE : FALSE);
    }

    void number(long value) {
        room(0);
        size = NumberOutput.outputLong(value, bytes, size);
    }

    void date(LocalDate value) {
        room(0);
        put('"');
        if (value.getYear() >= 0 && value.getYear() < 10_000) {
            isoDate(value);
        } else {
            raw(ascii(value.toString()));
        }
        put('"');
    }

    /** Whole seconds, as nearly all of Coupa's are, at less cost. */
    void instant(Instant value) {
        room(0);
        put('"');
        long second = value.getEpochSecond();
        if (value.getNano() == 0 && second >= YEAR_0 && second < YEAR_10000) {
            isoDate(LocalDate.ofEpochDay(Math.floorDiv(second, SECONDS_OF_A_DAY)));
            int ofDay = Math.floorMod(second, SECONDS_OF_A_DAY);
            put('T');
            twoDigits(ofDay / 3_600);
            put(':');
            twoDigits(ofDay / 60 % 60);
            put(':');
            twoDigits(ofDay % 60);
            put('Z');
        } else {
            raw(ascii(value.toString()));
        }
        put('"');
    }

    /** @return where the first character stands that is not put down as it is; the length when there is none */
    private int plain(int length) {
        char[] from = chars;
        byte[] to = bytes;
        int at = size;
        int i = 0;
        for (; i < length; i++) {
            char c = from[i];
            if (c < ' ' || c == '"' || c == '\\' || c > 0x7F) {
                break;
            }
            to[at++] = (byte) c;
        }
        size = at;
        return i;
    }

    private void escaped(int from, int length) {
        room(6 * (length - from));
        for (int i = from; i < length; i++) {
            char c = chars[i];
            if (c < 0x80) {
                escapedAscii(c);
            } else if (c < 0x800) {
                put(0xC0 | c >> 6);
                put(0x80 | c & 0x3F);
            } else if (Character.isSurrogate(c)) {
                hex(c);
            } else {
                put(0xE0 | c >> 12);
                put(0x80 | c >> 6 & 0x3F);
                put(0x80 | c & 0x3F);
            }
        }
    }

    private void escapedAscii(char c) {
        int escape = ESCAPES[c];
        if (escape == 0) {
            put(c);
        } else if (escape > 0) {
            put('\\');
            put(escape);
        } else {
            hex(c);
        }
    }

    private void hex(char c) {
        put('\\');
        put('u');
        for (int shift = 12; shift >= 0; shift -= 4) {
            put(HEX[c >> shift & 0xF]);
        }
    }

    private void isoDate(LocalDate value) {
        int year = value.getYear();
        twoDigits(year / 100);
        twoDigits(year % 100);
        put('-');
        twoDigits(value.getMonthValue());
        put('-');
        twoDigits(value.getDayOfMonth());
    }

    private void twoDigits(int number) {
        put('0' + number / 10);
        put('0' + number % 10);
    }

    private void put(int octet) {
        bytes[size++] = (byte) octet;
    }

    private void room(int needed) {
        if (bytes.length - size < needed + SPARE) {
            bytes = Arrays.copyOf(bytes, 2 * (bytes.length + needed));
        }
    }
}
