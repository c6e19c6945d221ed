import OSSSigning
import Testing

@Suite("The exact bounds of time") struct ValidityBoundaryTests {
    struct Moment: Sendable, CustomTestStringConvertible {
        let form: HandSigned.Form
        let offset: Int64
        let code: Int?

        init(_ form: HandSigned.Form, _ offset: Int64, _ code: Int? = nil) {
            self.form = form
            self.offset = offset
            self.code = code
        }

        var testDescription: String { "\(form.rawValue) at \(offset) s: \(code.map(String.init) ?? "valid")" }
    }

    static let moments: [Moment] = [
        Moment(.v4Query, 3599), Moment(.v4Query, 3600), Moment(.v4Query, 3601, 236), Moment(.v4Query, 10_000_000, 236),
        Moment(.v4Query, -899), Moment(.v4Query, -900), Moment(.v4Query, -901, 235), Moment(.v4Query, -10_000_000, 235),
        Moment(.v1Query, 3599), Moment(.v1Query, 3600), Moment(.v1Query, 3601, 69), Moment(.v1Query, 10_000_000, 69),
        // V1's URL says when it ends and not when it began.
        Moment(.v1Query, -901), Moment(.v1Query, -10_000_000),
        Moment(.v4Header, 899), Moment(.v4Header, 900), Moment(.v4Header, 901, 504), Moment(.v4Header, -900), Moment(.v4Header, -901, 504),
        Moment(.v1Header, 899), Moment(.v1Header, 900), Moment(.v1Header, 901, 504), Moment(.v1Header, -900), Moment(.v1Header, -901, 504),
    ]

    @Test("valid at the last second, refused one second later", arguments: moments) func bound(moment: Moment) throws {
        let now = try #require(HandSigned.now.advanced(bySeconds: moment.offset))
        #expect(try HandSigned(moment.form).sent().refusal(at: now)?.reason.ec == moment.code.map(ec))
    }

    @Test("a V4 URL ends at its date plus its validity, from one second to seven days", arguments: [1, 60, 604_800] as [Int64])
    func validity(seconds: Int64) throws {
        var request = HandSigned(.v4Query)
        request[parameter: "x-oss-expires"] = String(seconds)
        let end = try #require(HandSigned.now.advanced(bySeconds: seconds))
        #expect(try request.sent().verified(at: end).expiration == end)
        #expect(try request.sent().refusal(at: end.advanced(bySeconds: 1)!)?.reason == .expired(end, .v4))
    }

    @Test("dates at the ends of time neither trap nor overflow")
    func extremes() throws {
        for date in ["99991231T235959Z", "19700101T000000Z"] {
            var request = HandSigned(.v4Query)
            request[parameter: "x-oss-date"] = date
            request[parameter: "x-oss-expires"] = "604800"
            request.replaceInCredential("/20241112/", "/" + date.prefix(8) + "/")
            #expect(try request.sent().refusal() != nil)
            for second in [SigningTime.range.lowerBound, SigningTime.range.upperBound] {
                _ = try request.sent().refusal(at: SigningTime(secondsSinceEpoch: second)!)
            }
        }
        var old = HandSigned(.v1Query)
        old[parameter: "Expires"] = "999999999999999999"
        _ = try old.sent().refusal()
    }

    @Test("an expired URL says so even when its signature is wrong", arguments: [HandSigned.Form.v4Query, .v1Query])
    func expiredFirst(form: HandSigned.Form) throws {
        var sent = HandSigned(form).sent()
        sent.path = "/another"
        let failure = try #require(try sent.refusal(at: HandSigned.now.advanced(bySeconds: 3601)!))
        #expect(failure.reason == .expired(HandSigned.now.advanced(bySeconds: 3600)!, HandSigned(form).isV4 ? .v4 : .v1))
    }

    @Test("V1 takes x-oss-date in the place of Date") func v1Date() throws {
        var request = HandSigned(.v1Header)
        request[field: "x-oss-date"] = "Tue, 12 Nov 2024 08:32:38 GMT"
        request[field: "Date"] = "Mon, 01 Jan 2024 00:00:00 GMT"
        #expect(try request.sent().refusal() == nil)
        request[field: "Date"] = nil
        #expect(try request.sent().refusal() == nil)
    }
}
