package io.coupabridge.client.address;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/** Tells addresses of the public internet from those that a tenant's host name must not lead to (coupa-api §1, rule 3). */
public final class PublicAddress {

    private static final List<Range> NOT_PUBLIC = List.of(
            range("0.0.0.0", 8),
            range("10.0.0.0", 8),
            range("100.64.0.0", 10),
            range("127.0.0.0", 8),
            // the metadata services of most clouds
            range("169.254.0.0", 16),
            range("172.16.0.0", 12),
            range("192.0.0.0", 24),
            range("192.0.2.0", 24),
            range("192.88.99.0", 24),
            range("192.168.0.0", 16),
            range("198.18.0.0", 15),
            range("198.51.100.0", 24),
            range("203.0.113.0", 24),
            range("224.0.0.0", 3),
            // Azure's platform address, which answers inside every virtual network
            range("168.63.129.16", 32),
            // Teredo, documentation and 6to4 inside the global unicast range
            range("2001::", 23),
            range("2001:db8::", 32),
            range("2002::", 16));

    private static final Range GLOBAL_UNICAST = range("2000::", 3);
    private static final Range NAT64 = range("64:ff9b::", 96);

    private PublicAddress() {}

    /** An IPv4 address inside an IPv6 one (mapped, or behind NAT64) is judged as the IPv4 address that it leads to. */
    public static boolean is(InetAddress address) {
        if (address instanceof Inet4Address) {
            return NOT_PUBLIC.stream().noneMatch(r -> r.holds(address));
        }
        if (NAT64.holds(address)) {
            byte[] bytes = address.getAddress();
            return is(ofBytes(Arrays.copyOfRange(bytes, 12, 16)));
        }
        return GLOBAL_UNICAST.holds(address) && NOT_PUBLIC.stream().noneMatch(r -> r.holds(address));
    }

    private static InetAddress ofBytes(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("No address has " + bytes.length + " bytes.", e);
        }
    }

    private static Range range(String literal, int bits) {
        try {
            // a literal is not looked up
            return new Range(InetAddress.getByName(literal).getAddress(), bits);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("Not an address: " + literal, e);
        }
    }

    /** A CIDR block. */
    private static final class Range {

        private final byte[] start;
        private final int bits;

        private Range(byte[] start, int bits) {
            this.start = start;
            this.bits = bits;
        }

        private boolean holds(InetAddress address) {
            byte[] other = address.getAddress();
            if (other.length != start.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit % 8);
                if ((start[bit / 8] & mask) != (other[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }
}
