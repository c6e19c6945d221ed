import Foundation
import OSSSigning
import Testing

@Suite("Moments and their spellings") struct TimeTests {
    struct Moment: Sendable, CustomTestStringConvertible {
        let second: Int64
        let basic: String
        let http: String
        let rfc3339: String

        init(_ second: Int64, _ basic: String, _ http: String, _ rfc3339: String) {
            self.second = second
            self.basic = basic
            self.http = http
            self.rfc3339 = rfc3339
        }

        var testDescription: String { rfc3339 }
    }

    static let moments = [
        Moment(0, "19700101T000000Z", "Thu, 01 Jan 1970 00:00:00 GMT", "1970-01-01T00:00:00Z"),
        Moment(951_782_400, "20000229T000000Z", "Tue, 29 Feb 2000 00:00:00 GMT", "2000-02-29T00:00:00Z"),
        Moment(1_709_251_199, "20240229T235959Z", "Thu, 29 Feb 2024 23:59:59 GMT", "2024-02-29T23:59:59Z"),
        Moment(1_709_251_200, "20240301T000000Z", "Fri, 01 Mar 2024 00:00:00 GMT", "2024-03-01T00:00:00Z"),
        Moment(1_731_400_358, "20241112T083238Z", "Tue, 12 Nov 2024 08:32:38 GMT", "2024-11-12T08:32:38Z"),
        Moment(1_702_781_677, "20231217T025437Z", "Sun, 17 Dec 2023 02:54:37 GMT", "2023-12-17T02:54:37Z"),
        Moment(2_147_483_648, "20380119T031408Z", "Tue, 19 Jan 2038 03:14:08 GMT", "2038-01-19T03:14:08Z"),
        Moment(4_107_542_399, "21000228T235959Z", "Sun, 28 Feb 2100 23:59:59 GMT", "2100-02-28T23:59:59Z"),
        Moment(4_107_542_400, "21000301T000000Z", "Mon, 01 Mar 2100 00:00:00 GMT", "2100-03-01T00:00:00Z"),
        Moment(253_402_300_799, "99991231T235959Z", "Fri, 31 Dec 9999 23:59:59 GMT", "9999-12-31T23:59:59Z"),
    ]

    @Test("a moment is written and read in each spelling", arguments: moments) func spellings(moment: Moment) throws {
        let time = try #require(SigningTime(secondsSinceEpoch: moment.second))
        #expect(time.iso8601Basic == moment.basic)
        #expect(time.basicDay == String(moment.basic.prefix(8)))
        #expect(time.httpDate == moment.http)
        #expect(time.rfc3339 == moment.rfc3339)
        #expect(time.iso8601Milliseconds == moment.rfc3339.dropLast() + ".000Z")
        #expect(SigningTime(iso8601Basic: moment.basic) == time)
        #expect(SigningTime(httpDate: moment.http) == time)
        #expect(SigningTime(rfc3339: moment.rfc3339) == time)
    }

    @Test("the spellings are those of Foundation's calendar, at any second") func againstFoundation() throws {
        var generator = SeededGenerator(seed: 2024)
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(secondsFromGMT: 0)!
        for _ in 0..<2000 {
            let second = Int64.random(in: 0...253_402_300_799, using: &generator)
            let fields = calendar.dateComponents(
                [.year, .month, .day, .hour, .minute, .second], from: Date(timeIntervalSince1970: TimeInterval(second)))
            let expected = String(
                format: "%04d%02d%02dT%02d%02d%02dZ", fields.year!, fields.month!, fields.day!, fields.hour!, fields.minute!, fields.second!)
            #expect(SigningTime(secondsSinceEpoch: second)?.iso8601Basic == expected)
            #expect(SigningTime(iso8601Basic: expected)?.secondsSinceEpoch == second)
        }
    }

    static let badBasic = [
        "", "20241112", "20241112T083238", "20241112T083238z", "20241112t083238Z", "20241112 083238Z", "20241112T08323Z", "20241112T0832380Z",
        "2024111T083238Z",
        "2024-11-12T08:32:38Z", "20230229T000000Z", "21000229T000000Z", "20240230T000000Z", "20240431T000000Z", "20241301T000000Z",
        "20240001T000000Z",
        "20240100T000000Z", "20240132T000000Z", "20241112T240000Z", "20241112T236000Z", "20241112T235960Z", "19691231T235959Z", "00000101T000000Z",
        "20241112T08323٨Z", "２０２４1112T083238Z", "+0241112T083238Z", "-2024112T083238Z", " 20241112T083238Z", "20241112T083238Z ",
        "20241112T083238Z\n",
        "20241112T0832 8Z", "20241112T083238Z\u{301}",
    ]
    @Test("a date of the basic format that is none is refused", arguments: badBasic) func basic(text: String) {
        #expect(SigningTime(iso8601Basic: text) == nil)
    }

    static let badHTTP = [
        "", "1731400358", "Tue, 12 Nov 2024 08:32:38", "Tue, 12 Nov 2024 08:32:38 UTC", "Tue, 12 Nov 2024 08:32:38 +0000", "12 Nov 2024 08:32:38 GMT",
        "Tue, 12 nov 2024 08:32:38 GMT", "Tue, 31 Nov 2024 08:32:38 GMT", "Thu, 29 Feb 2023 08:32:38 GMT", "Tue, 12 Nov 2024 24:00:00 GMT",
        "Tue, 12 Nov 2024 08:60:38 GMT", "Tue, 12 Nov 24 08:32:38 GMT", "Tuesday, 12-Nov-24 08:32:38 GMT", "Tue Nov 12 08:32:38 2024",
        "Tue, 2 Nov 2024 08:32:38 GMT",
        "Tue, 12 Nov 2024 08:32:38 GMT ", "Tue, 12 Nov 2024 8:32:38 GMT", "Tue, 12 Nov ٢٠٢٤ 08:32:38 GMT", "Tue, 12 Nov 1969 08:32:38 GMT",
        "Tue,12 Nov 2024 08:32:38 GMT",
    ]
    @Test("an HTTP date that is none is refused", arguments: badHTTP) func http(text: String) { #expect(SigningTime(httpDate: text) == nil) }

    static let badRFC3339 = [
        "", "2024-11-12", "2024-11-12T08:32:38", "2024-11-12T08:32Z", "2024-11-12T08:32:38.Z", "2024-11-12T08:32:38+08", "2024-11-12T08:32:38+0800",
        "20241112T083238Z",
        "2023-02-29T00:00:00Z", "2024-11-12T24:00:00Z", "2024-11-12T08:32:38+25:00", "2024-11-12T08:32:38+08:60", "2024/11/12T08:32:38Z",
        "2024-11-12T08:32:3٨Z",
        "1970-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01", "2024-11-12T08:32:38ZZ", "2024-11-12T08:32:38.1.2Z",
    ]
    @Test("an RFC 3339 date that is none is refused", arguments: badRFC3339) func rfc3339(text: String) { #expect(SigningTime(rfc3339: text) == nil) }

    @Test(
        "RFC 3339 may have an offset and a fraction, which is cut off",
        arguments: [
            "2024-11-12T16:32:38+08:00", "2024-11-12T00:32:38-08:00", "2024-11-12T08:32:38.999Z", "2024-11-12T08:32:38.000000001Z",
            "2024-11-12T08:32:38+00:00",
            "2024-11-13T08:02:38+23:30",
        ])
    func offsets(text: String) { #expect(SigningTime(rfc3339: text)?.secondsSinceEpoch == 1_731_400_358) }

    @Test(
        "fields beyond the calendar make no moment",
        arguments: [
            (1969, 12, 31), (10_000, 1, 1), (2024, 0, 1), (2024, 13, 1), (2024, 1, 0), (2024, 1, 32), (2023, 2, 29), (2100, 2, 29), (2024, 2, 30),
            (2024, 6, 31),
            (Int.max, 1, 1), (2024, Int.min, 1), (2024, 1, Int.max),
        ])
    func fields(year: Int, month: Int, day: Int) { #expect(SigningTime(year: year, month: month, day: day) == nil) }

    @Test("hours, minutes and seconds are bounded") func clockFields() {
        #expect(SigningTime(year: 2024, month: 1, day: 1, hour: 24) == nil)
        #expect(SigningTime(year: 2024, month: 1, day: 1, minute: 60) == nil)
        #expect(SigningTime(year: 2024, month: 1, day: 1, second: 60) == nil)
        #expect(SigningTime(year: 2024, month: 1, day: 1, hour: -1) == nil)
        #expect(SigningTime(year: 2024, month: 11, day: 12, hour: 8, minute: 32, second: 38)?.secondsSinceEpoch == 1_731_400_358)
    }

    @Test("arithmetic ends in nothing, not in a trap") func arithmetic() throws {
        let time = try #require(SigningTime(secondsSinceEpoch: 1))
        #expect(time.advanced(bySeconds: -1)?.secondsSinceEpoch == 0)
        for seconds in [-2, Int64.min, Int64.max, 253_402_300_799] { #expect(time.advanced(bySeconds: seconds) == nil) }
        #expect(SigningTime(secondsSinceEpoch: -1) == nil)
        #expect(SigningTime(secondsSinceEpoch: 253_402_300_800) == nil)
        #expect(SigningTime(secondsSinceEpoch: .min) == nil)
    }

    @Test("moments are ordered") func order() throws {
        let (a, b) = (try #require(SigningTime(secondsSinceEpoch: 1)), try #require(SigningTime(secondsSinceEpoch: 2)))
        #expect(a < b && !(b < a) && !(a < a))
        #expect(a.seconds(until: b) == 1 && b.seconds(until: a) == -1)
    }
}
