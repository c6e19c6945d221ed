import OSSWire
import Testing

@Suite("IP addresses and networks") struct IPAddressTests {
    static let addresses: [(text: String, family: IPAddress.Family, bits: UInt128)] = [
        ("0.0.0.0", .v4, 0), ("1.2.3.4", .v4, 0x0102_0304), ("255.255.255.255", .v4, 0xFFFF_FFFF),
        ("::", .v6, 0), ("::1", .v6, 1), ("1::", .v6, 1 << 112), ("2001:db8::1", .v6, 0x2001_0DB8 << 96 | 1),
        ("2001:DB8:0:0:0:0:0:1", .v6, 0x2001_0DB8 << 96 | 1), ("0001:2:3:4:5:6:7:8", .v6, 0x0001_0002_0003_0004_0005_0006_0007_0008),
        ("1:2:3:4:5:6:7::", .v6, 0x0001_0002_0003_0004_0005_0006_0007_0000), ("::2:3:4:5:6:7:8", .v6, 0x0002_0003_0004_0005_0006_0007_0008),
        ("::ffff:1.2.3.4", .v6, 0xFFFF_0102_0304), ("::1.2.3.4", .v6, 0x0102_0304), ("64:ff9b::1.2.3.4", .v6, 0x0064_FF9B << 96 | 0x0102_0304),
        ("1:2:3:4:5:6:1.2.3.4", .v6, 0x0001_0002_0003_0004_0005_0006_0102_0304),
    ]

    @Test("addresses are numbers", arguments: addresses) func reading(text: String, family: IPAddress.Family, bits: UInt128) {
        #expect(IPAddress(text) == IPAddress(family: family, bits: bits))
    }

    @Test(
        "other spellings are no addresses",
        arguments: [
            "", " ", "1", "1.2.3", "1.2.3.4.5", "1.2.3.256", "1.2.3.-1", "+1.2.3.4", "01.2.3.4", "1.2.3.4 ", "1.2.3.4\0", "0x7f.1", "2130706433",
            "1..2.3", ".1.2.3.4", "1.2.3.4.", "１.2.3.4", ":", ":::", ":1", "1:", "::1::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9",
            "1:2:3:4:5:6:7:8::", "1::2:3:4:5:6:7:8", "12345::", "g::", "[::1]", "::1%lo", "::1/64", "1.2.3.4::", "::1.2.3.4:5", "::1.2.3",
            "1:2:3:4:5:6:7:1.2.3.4", "::ffff:01.2.3.4",
        ])
    func spelling(text: String) { #expect(IPAddress(text) == nil) }

    @Test("an IPv4 address may stand in an IPv6 one") func mapped() {
        #expect(IPAddress("::ffff:1.2.3.4")?.unmapped == IPAddress("1.2.3.4"))
        #expect(IPAddress("::ffff:102:304")?.unmapped == IPAddress("1.2.3.4"))
        for text in ["::1.2.3.4", "::fffe:1.2.3.4", "1::ffff:1.2.3.4", "1.2.3.4"] { #expect(IPAddress(text)?.unmapped == IPAddress(text)) }
        #expect(IPNetwork("::ffff:10.0.0.0/104")?.unmapped == IPNetwork("10.0.0.0/8"))
        #expect(IPNetwork("::ffff:0:0/96")?.unmapped == IPNetwork("0.0.0.0/0"))
        #expect(IPNetwork("::ffff:0:0/95")?.unmapped == IPNetwork("::ffff:0:0/95"))
    }

    static let networks: [(network: String, inside: [String], outside: [String])] = [
        ("10.0.0.0/8", ["10.0.0.0", "10.255.255.255"], ["9.255.255.255", "11.0.0.0", "::a00:0"]),
        ("10.1.2.3/8", ["10.0.0.0", "10.255.255.255"], ["11.0.0.0"]),
        ("192.0.2.7", ["192.0.2.7"], ["192.0.2.6", "192.0.2.8"]), ("192.0.2.6/31", ["192.0.2.6", "192.0.2.7"], ["192.0.2.5", "192.0.2.8"]),
        ("0.0.0.0/0", ["0.0.0.0", "255.255.255.255"], ["::"]), ("2001:db8::/32", ["2001:db8::", "2001:db8:ffff::1"], ["2001:db9::", "2001:db7::"]),
        ("::/0", ["::", "ffff::"], ["1.2.3.4"]), ("::1", ["::1"], ["::", "::2"]),
    ]

    @Test("networks have a first and a last address", arguments: networks) func containing(network: String, inside: [String], outside: [String])
        throws
    {
        let network = try #require(IPNetwork(network))
        for text in inside { #expect(network.contains(try #require(IPAddress(text))), "\(text)") }
        for text in outside { #expect(!network.contains(try #require(IPAddress(text))), "\(text)") }
    }

    @Test(
        "what is no network",
        arguments: ["", "/", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/08", "10.0.0.0/-1", "10.0.0.0/8/8", "::/129", "10.*", "10.0.0.0/255.0.0.0"])
    func noNetwork(text: String) { #expect(IPNetwork(text) == nil) }
}
