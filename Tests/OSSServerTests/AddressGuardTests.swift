import NIOCore
import NIOPosix
import OSSWire
import Testing

@testable import OSSServer

@Suite("Where callbacks may go")
struct AddressGuardTests {
    /// First and last address of every network that is not the public Internet, and its neighbours, which are.
    static let refused = [
        "0.0.0.0", "0.255.255.255", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.100.100.200", "100.127.255.255", "127.0.0.1",
        "127.255.255.255", "169.254.0.0", "169.254.169.254", "172.16.0.0", "172.31.255.255", "192.0.0.1", "192.0.0.255", "192.0.2.1",
        "192.88.99.1", "192.168.0.0", "192.168.255.255", "198.18.0.0", "198.19.255.255", "198.51.100.9", "203.0.113.9", "224.0.0.1",
        "239.255.255.255", "240.0.0.1", "255.255.255.255",
        "::", "::1", "::ffff:8.8.8.8", "::ffff:127.0.0.1", "::8.8.8.8", "64:ff9b::808:808", "64:ff9b:1::1", "100::1", "2001::1",
        "2001:0:53aa:64c::1", "2001:2::1", "2001:10::1", "2001:20::1", "2001:1ff:ffff::1", "2001:db8::1", "2002:808:808::1", "3fff::1",
        "3fff:fff:ffff::1", "4000::1", "5f00::1", "fc00::1", "fdff::1", "fe80::1", "fec0::1", "ff02::1",
    ]
    static let permitted = [
        "1.0.0.0", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0", "169.253.255.255",
        "169.255.0.0", "172.15.255.255", "172.32.0.0", "191.255.255.255", "192.0.1.0", "192.0.3.0", "192.167.255.255", "192.169.0.0",
        "198.17.255.255", "198.20.0.0", "203.0.112.255", "203.0.114.0", "223.255.255.255",
        "2001:200::1", "2001:4860:4860::8888", "2001:db7:ffff::1", "2001:db9::1", "2003::1", "2400:3200::1", "3ffe::1",
    ]

    @Test("addresses of no host of the public Internet", arguments: refused) func refusedAddress(text: String) throws {
        #expect(!AddressGuard.isPublic(try #require(IPAddress(text))))
    }

    @Test("public addresses", arguments: permitted) func permittedAddress(text: String) throws {
        #expect(AddressGuard.isPublic(try #require(IPAddress(text))))
    }

    @Test(
        "one spelling makes an address",
        arguments: ["0x7f.1", "127.1", "2130706433", "017700000001", "0x7f000001", "127.0.0.01x", "1.2.3.4.5", "", "[::1]", "::1%lo", "1.2.3.256"])
    func spelling(text: String) { #expect(IPAddress(text) == nil) }

    @Test("allowances are networks, addresses and hosts") func allowances() throws {
        let allowed: [(entry: String, address: String, host: String)] = [
            ("127.0.0.1", "127.0.0.1", "any"), ("127.0.0.0/8", "127.9.9.9", "any"), ("0.0.0.0/0", "10.1.2.3", "any"), ("::1", "::1", "any"),
            ("[::1]", "::1", "any"), ("fd00::/8", "fd12::1", "any"), ("::/0", "fe80::1", "any"), ("App.Test.", "10.0.0.1", "app.test"),
            ("10.0.0.1/32", "10.0.0.1", "any"),
        ]
        for (entry, address, host) in allowed {
            let gate = AddressGuard(allowances: [try #require(CallbackAllowance(entry))])
            #expect(gate.permits(try #require(IPAddress(address)), host: host), "\(entry)")
        }
        let refused: [(entry: String, address: String, host: String)] = [
            ("127.0.0.1", "127.0.0.2", "any"), ("10.0.0.0/9", "10.128.0.0", "any"), ("::/0", "10.0.0.1", "any"), ("0.0.0.0/0", "::1", "any"),
            ("app.test", "10.0.0.1", "x.app.test"), ("app.test", "10.0.0.1", "app.tes"), ("::ffff:0:0/96", "127.0.0.1", "any"),
        ]
        for (entry, address, host) in refused {
            let gate = AddressGuard(allowances: [try #require(CallbackAllowance(entry))])
            #expect(!gate.permits(try #require(IPAddress(address)), host: host), "\(entry)")
        }
    }

    @Test(
        "what is no allowance",
        arguments: [
            "", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/+8", "::1/129", "http://app.test/", "app.test/8", "app.test:80", "a b", "*",
        ])
    func notAnAllowance(text: String) { #expect(CallbackAllowance(text) == nil) }
}

@Suite("Targets of callbacks")
struct CallbackTargetTests {
    static func resolve(_ url: String, allow: [String] = [], answers: [String] = ["8.8.8.8"]) async throws -> [String] {
        let targets = CallbackTargets(
            addressGuard: AddressGuard(allowances: allow.map { CallbackAllowance($0)! }), resolver: ScriptedResolver([answers]))
        let loop = NIOSingletons.posixEventLoopGroup.next()
        let found = try await targets.resolve(try #require(CallbackURL(url)), on: loop, before: .now() + .seconds(5)).get()
        return found.map { "\($0.ipAddress ?? "") \($0.port ?? 0)" }
    }

    static let privateURLs = [
        "http://127.0.0.1/", "http://10.0.0.1:8080/", "http://169.254.169.254/latest/meta-data/", "http://0.0.0.0/", "http://[::1]/", "http://[::]/",
        "http://[::ffff:127.0.0.1]/", "http://[fd00::1]/", "http://0x7f.1/", "http://2130706433/", "http://017700000001/", "http://127.1/",
        "http://0x08080808/", "http://1.2.3.4.5/", "http://8.8.8.010/", "http://[64:ff9b::7f00:1]/",
    ]

    @Test("literals that are not public, or hide what they are", arguments: privateURLs) func literals(url: String) async {
        await #expect(throws: CallbackTargets.Refusal.privateAddress) { try await Self.resolve(url) }
    }

    @Test("public literals pass, but not over IPv6, unless allowed") func publicLiterals() async throws {
        #expect(try await Self.resolve("http://8.8.4.4/") == ["8.8.4.4 80"])
        await #expect(throws: CallbackTargets.Refusal.unsupportedFamily) { try await Self.resolve("http://[2400:3200::1]/") }
        #expect(
            try await Self.resolve("http://[2400:3200::1]:81/".replacing(":81", with: ":8081"), allow: ["2400:3200::/32"]) == ["2400:3200::1 8081"])
        #expect(try await Self.resolve("https://127.0.0.1/", allow: ["127.0.0.1"]) == ["127.0.0.1 443"])
    }

    @Test("names stand for the permitted ones among their addresses") func names() async throws {
        #expect(try await Self.resolve("http://app.test/", answers: ["10.0.0.1", "8.8.8.8", "127.0.0.1"]) == ["8.8.8.8 80"])
        await #expect(throws: CallbackTargets.Refusal.privateAddress) { try await Self.resolve("http://app.test/", answers: ["10.0.0.1", "::1"]) }
        await #expect(throws: CallbackTargets.Refusal.unknownHost) { try await Self.resolve("http://app.test/", answers: []) }
        #expect(try await Self.resolve("http://APP.test./", allow: ["app.test"], answers: ["10.0.0.1"]) == ["10.0.0.1 80"])
        await #expect(throws: CallbackTargets.Refusal.privateAddress) {
            try await Self.resolve("http://www.app.test/", allow: ["app.test"], answers: ["10.0.0.1"])
        }
        #expect(try await Self.resolve("http://app.test/", answers: (1...9).map { "8.8.8.\($0)" }).count == 3)
    }

    @Test("the system's resolver knows this machine, and that some names do not exist") func system() async throws {
        let loop = NIOSingletons.posixEventLoopGroup.next()
        let found = try await SystemResolver().addresses(of: "localhost", port: 81, on: loop, before: .now() + .seconds(5)).get()
        #expect(found.first?.ipAddress == "127.0.0.1")
        await #expect(throws: (any Error).self) {
            try await SystemResolver().addresses(of: "no-such-host.invalid", port: 80, on: loop, before: .now() + .seconds(30)).get()
        }
    }
}
