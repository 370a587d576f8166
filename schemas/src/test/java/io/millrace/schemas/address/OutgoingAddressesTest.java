package io.millrace.schemas.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutgoingAddressesTest {

    private final OutgoingAddresses publicOnly = new OutgoingAddresses(List.of());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.255.255.254",
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "10.255.255.255",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.1.1",
                "169.254.169.254",
                "100.64.0.1",
                "100.100.100.200",
                "100.127.255.255",
                "192.0.0.192",
                "192.0.2.1",
                "198.18.0.1",
                "198.51.100.7",
                "203.0.113.9",
                "224.0.0.1",
                "239.255.255.250",
                "240.0.0.1",
                "255.255.255.255",
                "168.63.129.16",
                "::",
                "::1",
                "::7f00:1",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "fe80::1",
                "fec0::1",
                "fc00::1",
                "fd00:ec2::254",
                "ff02::1",
                "64:ff9b::7f00:1",
                "64:ff9b:1::1",
                "2002:7f00:1::",
                "2001::1",
                "2001:db8::1",
                "100::1"
            })
    void refusesWhatIsNotPublic(String address) {
        assertThat(publicOnly.isOpen("a.example", 80, InetAddress.ofLiteral(address)))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "8.8.8.8",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.1",
                "172.15.255.255",
                "172.32.0.0",
                "169.253.0.1",
                "192.167.1.1",
                "192.169.0.1",
                "223.255.255.255",
                "2606:4700::1111",
                "2a00:1450::1",
                "2003::1"
            })
    void opensWhatIsPublic(String address) {
        assertThat(publicOnly.isOpen("a.example", 80, InetAddress.ofLiteral(address)))
                .isTrue();
    }

    @Test
    void knowsAnIpv4AddressThatDnsGaveAsIpv6() throws Exception {
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 10, 0, 0, 1};
        InetAddress address = Inet6Address.getByAddress("a.example", mapped, -1);
        assertThat(address).isInstanceOf(Inet6Address.class);
        assertThat(publicOnly.isOpen("a.example", 80, address)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST",
                "127.0.0.1",
                "127.1",
                "2130706433",
                "0x7f000001",
                "017700000001",
                "0",
                "[::1]",
                "[::ffff:127.0.0.1]",
                "169.254.169.254"
            })
    void refusesEveryWayToWriteThisMachine(String host) {
        assertThatThrownBy(() -> publicOnly.resolve(host, 80)).isInstanceOf(UnknownHostException.class);
    }

    @Test
    void saysWhatWasRefused() {
        assertThatThrownBy(() -> publicOnly.resolve("localhost", 80))
                .isInstanceOf(RefusedAddressException.class)
                .hasMessageContaining("localhost");
    }

    @Test
    void theOperatorOpensRangesHostsAndPorts() throws Exception {
        OutgoingAddresses some =
                new OutgoingAddresses(List.of("10.1.0.0/16", "localhost:9000", "[::1]:80", "db.internal"));
        assertThat(some.isOpen("a.example", 80, InetAddress.ofLiteral("10.1.2.3")))
                .isTrue();
        assertThat(some.isOpen("a.example", 80, InetAddress.ofLiteral("10.2.0.1")))
                .isFalse();
        assertThat(some.resolve("LocalHost", 9000)).isNotEmpty();
        assertThatThrownBy(() -> some.resolve("localhost", 9001)).isInstanceOf(RefusedAddressException.class);
        assertThatThrownBy(() -> some.resolve("127.0.0.1", 9000)).isInstanceOf(RefusedAddressException.class);
        assertThat(some.resolve("[::1]", 80)).isNotEmpty();
        assertThat(some.isOpen("db.internal", 5432, InetAddress.ofLiteral("192.168.0.9")))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/33", "10.0.0/8/8", "host/8", "/8", "host:port"})
    void refusesToStartWithATargetThatCannotBeRead(String target) {
        assertThatThrownBy(() -> new OutgoingAddresses(List.of(target)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(target);
    }
}
