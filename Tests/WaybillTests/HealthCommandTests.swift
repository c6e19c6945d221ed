import Testing

@testable import waybill

@Suite("waybill health") struct HealthCommandTests {
    @Test(
        "which page is asked",
        arguments: [
            ("http://127.0.0.1:9001", "http://127.0.0.1:9001/readyz"), ("http://127.0.0.1:9001/", "http://127.0.0.1:9001/readyz"),
            ("http://127.0.0.1:9001/livez", "http://127.0.0.1:9001/livez"), ("https://[::1]:1", "https://[::1]:1/readyz"),
            ("http://waybill", "http://waybill/readyz"),
        ])
    func page(given: String, asked: String) throws {
        #expect(try HealthCommand.page(given) == asked)
    }

    @Test("what is no address", arguments: ["", "127.0.0.1:9001", "ftp://h", "http://", "http:///x", "http://a b", "http://h:99999/"])
    func refused(given: String) {
        #expect(throws: CommandFailure.self) { try HealthCommand.page(given) }
    }
}
