import HTTPTypes
import OSSWire
import Testing

@testable import OSSServer

@Suite("The Range header") struct RangeRequestTests {
    private func resolve(_ range: String?, size: Int64, behavior: String? = nil) throws -> Range<Int64>? {
        var fields = HTTPFields()
        if let range { fields[.range] = range }
        if let behavior { fields[HTTPField.Name("x-oss-range-behavior")!] = behavior }
        return try RangeRequest(fields).resolve(size: size)
    }

    static let satisfiable: [(String, Range<Int64>)] = [
        ("bytes=0-4", 0..<5), ("bytes=5-", 5..<10), ("bytes=-3", 7..<10), ("bytes=9-9", 9..<10), ("bytes=0-0", 0..<1), ("bytes=0-9", 0..<10),
        ("bytes=9-", 9..<10),
        ("bytes=-1", 9..<10), ("bytes=0-", 0..<10),
    ]

    @Test("a range within the object is what is sent, in either mode", arguments: satisfiable) func within(range: String, stretch: Range<Int64>)
        throws
    {
        #expect(try resolve(range, size: 10) == stretch)
        #expect(try resolve(range, size: 10, behavior: "standard") == stretch)
    }

    static let tooFar = ["bytes=0-10", "bytes=9-10", "bytes=0-99999999999999999999", "bytes=0-9223372036854775807", "bytes=0-18446744073709551616"]

    @Test("an end beyond the object gives the whole by default, and is clamped in standard mode", arguments: tooFar) func endBeyond(range: String)
        throws
    {
        #expect(try resolve(range, size: 10) == nil)
        #expect(try resolve(range, size: 10, behavior: "standard")?.upperBound == 10)
    }

    static let beyond = [
        "bytes=10-", "bytes=10-20", "bytes=99999999999999999999-", "bytes=9223372036854775807-", "bytes=9223372036854775807-9223372036854775807",
    ]

    @Test("a start beyond the object gives the whole by default, and 416 in standard mode", arguments: beyond) func startBeyond(range: String) throws
    {
        #expect(try resolve(range, size: 10) == nil)
        #expect(throws: OSSError.invalidRange) { try resolve(range, size: 10, behavior: "standard") }
    }

    static let bad =
        [
            "bytes=5-2", "bytes=-0", "bytes=-", "bytes=", "bytes", "", "-", "5-2", "items=0-4", "bytes=a-b", "bytes=0-b", "bytes=+0-4", "bytes=-+3",
            "bytes=0--4",
            "bytes=--4", "bytes=0-4-5", "bytes=٠-٤", "bytes=0-1,3-4", "bytes=0-1,", "bytes=0x0-0x4", "bytes=-9223372036854775809-", "bytes=1.0-2",
            "bytes=9223372036854775807-0", "bytes=-18446744073709551616-18446744073709551616",
        ] + ["bytes=" + (0..<1000).map { "\($0)-\($0)" }.joined(separator: ",")]

    @Test("a bad range gives the whole by default; in standard mode it may be refused, and nothing traps", arguments: bad) func badRange(
        range: String
    ) throws {
        #expect(try resolve(range, size: 10) == nil)
        do { #expect(try resolve(range, size: 10, behavior: "standard") == nil) } catch let error as OSSError { #expect(error.status == 416) }
    }

    @Test(
        "more last bytes than there are, are all of them",
        arguments: ["bytes=-10", "bytes=-11", "bytes=-99999999999999999999", "bytes=-9223372036854775807"])
    func longSuffix(range: String) throws {
        for behavior in [nil, "standard"] { #expect(try resolve(range, size: 10, behavior: behavior).map { $0 == 0..<10 } ?? true) }
    }

    @Test("an empty object has no range", arguments: ["bytes=0-", "bytes=0-0", "bytes=-1", "bytes=-0"]) func emptyObject(range: String) throws {
        #expect(try resolve(range, size: 0) == nil)
        do { #expect(try resolve(range, size: 0, behavior: "standard") == nil) } catch let error as OSSError { #expect(error.status == 416) }
    }

    @Test(
        "sizes at the end of numbers do not trap", arguments: ["bytes=0-", "bytes=-1", "bytes=9223372036854775806-", "bytes=0-9223372036854775806"])
    func hugeObject(range: String) throws {
        for behavior in [nil, "standard"] { #expect(try resolve(range, size: .max, behavior: behavior)?.upperBound == .max) }
    }

    @Test("without the header the whole is sent, in any mode", arguments: [nil, "standard", "Standard?", ""]) func none(behavior: String?) throws {
        #expect(try resolve(nil, size: 10, behavior: behavior) == nil)
    }

    @Test("an unknown mode is the default one") func unknownMode() throws { #expect(try resolve("bytes=10-", size: 10, behavior: "other") == nil) }
}
