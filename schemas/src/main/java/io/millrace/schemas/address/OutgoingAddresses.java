package io.millrace.schemas.address;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;

/**
 * Resolves hosts to those of their addresses that may be called: the public ones and what the operator opened. The
 * client connects to what this gives and resolves nothing again, so a name cannot change its address in between.
 */
public final class OutgoingAddresses implements DnsResolver {

    private static final List<AddressRange> NOT_PUBLIC = Stream.of(
                    // This host, private networks, carriers' networks, loopback, link-local with the metadata services.
                    "0.0.0.0/8",
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "127.0.0.0/8",
                    "169.254.0.0/16",
                    "172.16.0.0/12",
                    "192.168.0.0/16",
                    // Assigned for protocols, documentation and benchmarks; multicast; reserved and broadcast.
                    "192.0.0.0/24",
                    "192.0.2.0/24",
                    "198.18.0.0/15",
                    "198.51.100.0/24",
                    "203.0.113.0/24",
                    "224.0.0.0/4",
                    "240.0.0.0/4",
                    // A cloud's metadata service at a public address.
                    "168.63.129.16/32",
                    // Unspecified, loopback and the old way to embed IPv4; addresses translated into IPv4.
                    "::/96",
                    "64:ff9b::/96",
                    "64:ff9b:1::/48",
                    "100::/64",
                    "2001::/32",
                    "2001:db8::/32",
                    "2002::/16",
                    // Unique local, link-local, site-local, multicast.
                    "fc00::/7",
                    "fe80::/10",
                    "fec0::/10",
                    "ff00::/8")
            .map(AddressRange::parse)
            .toList();

    private final List<AllowedTarget> allowed;

    /** With what an operator opened although it is not public. */
    public OutgoingAddresses(List<String> allowedTargets) {
        this.allowed = allowedTargets.stream().map(AllowedTarget::parse).toList();
    }

    @Override
    public List<InetSocketAddress> resolve(String host, int port) throws UnknownHostException {
        InetAddress[] all = SystemDefaultDnsResolver.INSTANCE.resolve(host);
        String name = AllowedTarget.hostName(host);
        List<InetSocketAddress> open = Arrays.stream(all)
                .filter(address -> isOpen(name, port, address))
                .map(address -> new InetSocketAddress(address, port))
                .toList();
        if (open.isEmpty()) {
            throw new RefusedAddressException(host, all[0]);
        }
        return open;
    }

    /** Never used by the client, which always knows the port. */
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        return resolve(host, 0).stream().map(InetSocketAddress::getAddress).toArray(InetAddress[]::new);
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }

    boolean isOpen(String host, int port, InetAddress address) {
        return NOT_PUBLIC.stream().noneMatch(range -> range.contains(address))
                || allowed.stream().anyMatch(target -> target.opens(host, port, address));
    }
}
