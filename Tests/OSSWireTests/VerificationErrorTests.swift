import HTTPTypes
import OSSWire
import Testing

@testable import OSSSigning

@Suite("What OSS answers to a signature that it refuses") struct VerificationErrorTests {
    static let now = SigningTime(secondsSinceEpoch: 1_731_400_358)!

    struct Row: Sendable, CustomTestStringConvertible {
        let reason: VerificationFailure.Reason
        let status: Int
        let code: String
        /// `nil` where OSS's own text is not known.
        let message: String?
        let ec: String?
        let fields: [OSSError.Field]

        init(
            _ reason: VerificationFailure.Reason, _ status: Int, _ code: String, _ message: String?, _ number: Int?, _ fields: [OSSError.Field] = []
        ) {
            self.reason = reason
            self.status = status
            self.code = code
            self.message = message
            self.ec = number.map { "0002-00000" + (String(repeating: "0", count: 3 - String($0).count) + String($0)) }
            self.fields = fields
        }

        var testDescription: String { "\(reason)" }
    }

    private static let incomplete = "Query-string authentication requires the Signature, Expires and OSSAccessKeyId parameters"
    private static let unknownKey = "The OSS Access Key Id you provided does not exist in our records."
    private static let serverTime = OSSError.Field("ServerTime", "2024-11-12T08:32:38.000Z")
    private static let end = SigningTime(secondsSinceEpoch: 1_731_400_300)!
    private static let expires = OSSError.Field("Expires", "2024-11-12T08:31:40.000Z")
    private static let authorization = OSSError.Field("Authorization", "")

    static let rows: [Row] = [
        Row(.incompleteV1Query(.expiresMissing), 403, "AccessDenied", incomplete, 67),
        Row(.incompleteV1Query(.expiresEmpty), 403, "AccessDenied", incomplete, 68),
        Row(.incompleteV1Query(.signatureMissing), 403, "AccessDenied", incomplete, 74),
        Row(.v1ExpiresNotInteger, 403, "AccessDenied", "Invalid date (should be seconds since epoch).", 70),
        Row(.expired(end, .v1), 403, "AccessDenied", "Request has expired.", 69, [expires, serverTime]),
        Row(.expired(end, .v4), 403, "AccessDenied", "Request has expired.", 236, [expires, serverTime]),
        Row(.wrongRegion, 400, "InvalidArgument", "Invalid signing region in Authorization header.", 226, [authorization]),
        Row(.wrongProduct, 400, "InvalidArgument", "Invalid signing product in Authorization header.", 227, [authorization]),
        Row(.invalidDate(.header), 400, "InvalidArgument", "Invalid signing date in Authorization header.", 212),
        Row(.unsupportedAuthorizationType, 400, "InvalidArgument", "Unsupported Authorization Type", 2),
        Row(.severalCarriers, 400, "InvalidArgument", nil, 39), Row(.unsupportedPayloadHash, 400, "InvalidArgument", nil, 214),
        Row(.malformedV4Authorization, 400, "InvalidArgument", nil, 202), Row(.malformedAdditionalHeaders, 400, "InvalidArgument", nil, 210),
        Row(.unknownAccessKey, 403, "InvalidAccessKeyId", unknownKey, 902), Row(.disabledAccessKey, 403, "InvalidAccessKeyId", nil, 904),
        Row(.securityTokenExpired, 403, "SecurityTokenExpired", "The security token you provided has expired.", 7),
        Row(.securityTokenInvalid, 403, "InvalidSecurityToken", "The security token you provided is invalid.", nil),
        Row(.securityTokenMissing, 403, "InvalidAccessKeyId", nil, nil),
        Row(.securityTokenInHeader, 400, "InvalidRequest", "Security-token must be provided by query string parameter.", nil),
        Row(
            .requestTimeTooSkewed(requestTime: end), 403, "RequestTimeTooSkewed",
            "The difference between the request time and the current time is too large.", 504,
            [
                .init("MaxAllowedSkewMilliseconds", "900000"), .init("RequestTime", "2024-11-12T08:31:40.000Z"), serverTime,
            ]),
        // Documented by their EC; the pairing of status and code was never seen, so that only the EC is asserted further down.
    ]

    static let starred: [(VerificationFailure.Reason, Int)] = [
        (.missingParameter("x-oss-expires"), 215), (.emptyParameter("x-oss-expires"), 216), (.missingParameter("x-oss-credential"), 217),
        (.emptyParameter("x-oss-credential"), 218), (.missingParameter("x-oss-signature"), 219), (.emptyParameter("x-oss-signature"), 220),
        (.expiresOutOfRange, 232), (.missingDate, 502), (.invalidDate(.query), 502), (.scopeDayMismatch, 223), (.malformedScope(.query), 224),
        (.malformedScope(.header), 213), (.notYetValid(end), 235), (.unknownSignatureVersion, 66),
    ]

    @Test("status, code, message, EC and fields are OSS's", arguments: rows) func table(row: Row) {
        var failure = VerificationFailure(row.reason)
        failure.accessKeyID = "LTAI5tExampleAK"
        let error = OSSError(failure, at: Self.now)
        #expect(error.status == row.status)
        #expect(error.code.rawValue == row.code)
        if let message = row.message { #expect(error.message == message) }
        #expect(error.ec == row.ec)
        for field in row.fields { #expect(error.fields.contains(field), "\(field.name)") }
        if row.code == "InvalidAccessKeyId" { #expect(error.fields.contains(.init("OSSAccessKeyId", "LTAI5tExampleAK"))) }
    }

    @Test("where OSS's status was not seen, it is a client's error with the documented EC", arguments: starred)
    func classOnly(reason: VerificationFailure.Reason, number: Int) {
        let error = OSSError(VerificationFailure(reason), at: Self.now)
        #expect([400, 403].contains(error.status))
        #expect(["InvalidArgument", "AccessDenied"].contains(error.code.rawValue))
        #expect(error.ec?.hasSuffix(String(number)) == true)
        #expect(!error.message.isEmpty)
    }

    @Test("a disabled key says that it is disabled") func disabled() {
        let message = OSSError(VerificationFailure(.disabledAccessKey), at: Self.now).message
        #expect(message.hasPrefix("The OSS Access Key Id") && message.hasSuffix("is disabled."))
    }

    @Test("the anonymous are refused with their EC") func anonymous() {
        let error = OSSError(VerificationFailure(.anonymous), at: Self.now)
        #expect(error.status == 403 && error.code.rawValue == "AccessDenied" && error.ec == "0003-00000905")
        #expect(["Anonymous access is forbidden for this operation.", "Anonymous user has no right to access this bucket."].contains(error.message))
    }

    @Test("an absent additional header is a bad request") func absent() {
        #expect(OSSError(VerificationFailure(.additionalHeaderAbsent("name")), at: Self.now).status == 400)
    }

    @Test("V1's refusals are 403", arguments: [VerificationFailure.Reason.v1Forbidden, .ambiguousInV1(.keyReadsAsSubResource)])
    func v1(reason: VerificationFailure.Reason) {
        let error = OSSError(VerificationFailure(reason), at: Self.now)
        #expect(error.status == 403)
        #expect(!error.message.isEmpty)
    }
}

@Suite("The evidence in SignatureDoesNotMatch") struct MismatchEvidenceTests {
    private struct Keys: AccessKeyDirectory {
        let credentials: Credentials
        func accessKey(_ id: AccessKeyID) -> RegisteredAccessKey? { RegisteredAccessKey(credentials.accessKey!) }
    }

    private func error(_ version: SignatureVersion) throws -> (OSSError, provided: String, right: String) {
        let theirs = try Credentials(accessKeyID: "LTAI5tExampleAK", accessKeySecret: "wrong")
        let ours = try Credentials(accessKeyID: "LTAI5tExampleAK", accessKeySecret: "ExampleSecretKey0123456789")
        let request = try UnsignedRequest(.put, bucket: BucketName("examplebucket"), key: ObjectKey("a<b&c"))
        func url(_ credentials: Credentials) throws -> String {
            try RequestSigner(credentials: credentials, region: Region("cn-hangzhou"), version: version).presign(
                request, at: VerificationErrorTests.now
            ).url
        }
        func signature(_ url: String) throws -> String {
            let received = try received(url)
            return try #require(received.query.first("x-oss-signature") ?? received.query.first("Signature"))
        }
        func received(_ url: String) throws -> ReceivedRequest {
            let target = try RequestTarget(url)
            return try ReceivedRequest(method: .put, target: target, authority: target.authority!, fields: [:])
        }
        let presented = try url(theirs)
        let verifier = RequestVerifier(region: nil, keys: Keys(credentials: ours))
        do {
            _ = try verifier.verify(received(presented), at: VerificationErrorTests.now)
        } catch let failure as VerificationFailure {
            return (OSSError(failure, at: VerificationErrorTests.now), try signature(presented), try signature(url(ours)))
        }
        throw CancellationError()
    }

    @Test("the client sees what the server signed, and never what it should have sent", arguments: [(SignatureVersion.v4, "201"), (.v1, "040")])
    func fields(version: SignatureVersion, number: String) throws {
        let (error, provided, right) = try error(version)
        #expect(error.status == 403 && error.code.rawValue == "SignatureDoesNotMatch" && error.ec == "0002-00000" + number)
        #expect(
            error.message == "The request signature we calculated does not match the signature you provided. Check your key and signing method.")
        let names = error.fields.map(\.name)
        #expect(names == ["OSSAccessKeyId", "SignatureProvided", "StringToSign", "StringToSignBytes"] + (version == .v4 ? ["CanonicalRequest"] : []))
        let fields = Dictionary(uniqueKeysWithValues: error.fields.map { ($0.name, $0.value) })
        #expect(fields["OSSAccessKeyId"] == "LTAI5tExampleAK")
        #expect(fields["SignatureProvided"] == provided)
        let stringToSign = try #require(fields["StringToSign"])
        #expect(
            stringToSign.hasPrefix(version == .v4 ? "OSS4-HMAC-SHA256\n20241112T083238Z\n20241112/cn-hangzhou/oss/aliyun_v4_request\n" : "PUT\n\n\n"))
        let hex = stringToSign.utf8.map { (($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true)) + " " }.joined()
        #expect(fields["StringToSignBytes"] == hex, "pairs of upper-case digits, with a blank behind each")
        if version == .v4 { #expect(fields["CanonicalRequest"]?.hasPrefix("PUT\n/examplebucket/a%3Cb%26c\n") == true) }
        let xml = ErrorDocument(error, requestID: "R", hostID: "H").xml
        #expect(!String(decoding: xml, as: UTF8.self).contains(right))
        let document = try #require(XMLReader.read(xml))
        #expect(document["Error/StringToSign"] == stringToSign)
        #expect(document["Error/CanonicalRequest"] == fields["CanonicalRequest"])
    }
}
