import Crypto
import Foundation
import HTTPTypes
import OSSSigning

/// A name and a value, decoded.
struct Pair: Sendable, Equatable {
    var name: String
    var value: String

    init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// A request that is put together and signed by hand: the formulas are those of OSS's documentation, and none of the library's code runs.
///
/// An edit before ``sent()`` is an honest signature over an odd request; an edit of what `sent` returns is a forgery.
struct HandSigned: Sendable {
    enum Form: String, CaseIterable, Sendable { case v4Query, v4Header, v1Query, v1Header }

    static let accessKeyID = "LTAI5tExampleAK"
    static let secret = "ExampleSecretKey0123456789"
    /// 2024-11-12T08:32:38Z.
    static let signingSecond: Int64 = 1_731_400_358
    static let now = SigningTime(secondsSinceEpoch: signingSecond)!
    static let validity: Int64 = 3600

    let form: Form
    var method = "PUT"
    var bucket = "examplebucket"
    var key = "exampleobject.txt"
    var authority = "examplebucket.oss-cn-hangzhou.aliyuncs.com"
    /// Every parameter but the signature.
    var query: [Pair] = []
    var fields: [Pair] = []
    /// V4's header: what stands behind `Credential=`; V1's: the access key id.
    var credential = ""
    var additionalHeaders = ""
    /// How the parts of V4's Authorization header are put together: credential, additional headers, signature.
    var layout: @Sendable (String, String, String) -> String = { credential, additional, signature in
        "OSS4-HMAC-SHA256 Credential=\(credential)" + (additional.isEmpty ? "" : ",AdditionalHeaders=\(additional)") + ",Signature=\(signature)"
    }
    var secret = Self.secret

    init(_ form: Form, token: String? = nil) {
        self.form = form
        switch form {
        case .v4Query:
            query = [
                Pair("x-oss-signature-version", "OSS4-HMAC-SHA256"), Pair("x-oss-credential", Self.scoped), Pair("x-oss-date", "20241112T083238Z"),
                Pair("x-oss-expires", "3600"),
            ]
            if let token { query.append(Pair("x-oss-security-token", token)) }
        case .v4Header:
            credential = Self.scoped
            fields = [Pair("x-oss-date", "20241112T083238Z"), Pair("x-oss-content-sha256", "UNSIGNED-PAYLOAD")]
            if let token { fields.append(Pair("x-oss-security-token", token)) }
        case .v1Query:
            query = [Pair("OSSAccessKeyId", Self.accessKeyID), Pair("Expires", String(Self.signingSecond + Self.validity))]
            if let token { query.append(Pair("security-token", token)) }
        case .v1Header:
            credential = Self.accessKeyID
            fields = [Pair("Date", "Tue, 12 Nov 2024 08:32:38 GMT")]
            if let token { fields.append(Pair("x-oss-security-token", token)) }
        }
    }

    private static let scoped = accessKeyID + "/20241112/cn-hangzhou/oss/aliyun_v4_request"

    var isV4: Bool { form == .v4Query || form == .v4Header }
    var isURL: Bool { form == .v4Query || form == .v1Query }

    func sent() -> Sent {
        var sent = Sent(method: method, path: "/" + Self.escape(key, keeping: "/"), authority: authority, query: query, fields: fields)
        switch form {
        case .v4Query: sent.query.append(Pair("x-oss-signature", v4Signature))
        case .v1Query: sent.query.append(Pair("Signature", v1Signature))
        case .v4Header: sent.fields.append(Pair("Authorization", layout(credential, additionalHeaders, v4Signature)))
        case .v1Header: sent.fields.append(Pair("Authorization", "OSS \(credential):\(v1Signature)"))
        }
        return sent
    }
}

// The edits that the tables are made of.
extension HandSigned {
    subscript(parameter name: String) -> String? {
        get { query.first { $0.name == name }?.value }
        set { Self.set(name, newValue, in: &query) }
    }

    subscript(field name: String) -> String? {
        get { fields.first { $0.name == name }?.value }
        set { Self.set(name, newValue, in: &fields) }
    }

    /// Replaces a text in the credential, wherever it stands.
    mutating func replaceInCredential(_ old: String, _ new: String) {
        if form == .v4Query {
            self[parameter: "x-oss-credential"] = self[parameter: "x-oss-credential"]?.replacingOccurrences(of: old, with: new)
        } else if form == .v1Query {
            self[parameter: "OSSAccessKeyId"] = self[parameter: "OSSAccessKeyId"]?.replacingOccurrences(of: old, with: new)
        } else {
            credential = credential.replacingOccurrences(of: old, with: new)
        }
    }

    static func set(_ name: String, _ value: String?, in pairs: inout [Pair]) {
        guard let value else { return pairs.removeAll { $0.name == name } }
        if let index = pairs.firstIndex(where: { $0.name == name }) { pairs[index].value = value } else { pairs.append(Pair(name, value)) }
    }
}

// The formulas.
extension HandSigned {
    static func escape(_ text: String, keeping kept: String = "") -> String {
        let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8).union(kept.utf8)
        return text.utf8.map { plain.contains($0) ? String(UnicodeScalar($0)) : "%" + String(format: "%02X", $0) }.joined()
    }

    static func hmac(_ key: [UInt8], _ text: String) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: SymmetricKey(data: key)))
    }

    static func hex(_ bytes: some Sequence<UInt8>) -> String { bytes.map { String(format: "%02x", $0) }.joined() }

    var canonicalRequest: String {
        let additional = (isURL ? self[parameter: "x-oss-additional-headers"] ?? "" : additionalHeaders)
        let listed = Set(additional.lowercased().split(separator: ";").map(String.init))
        let pairs = query.map { (Self.escape($0.name), Self.escape($0.value)) }.sorted { $0 < $1 }
        var values: [String: [String]] = [:]
        for field in fields + [Pair("host", authority)] { values[field.name.lowercased(), default: []].append(field.value) }
        let headers = values.keys.sorted()
            .filter { $0.hasPrefix("x-oss-") || ["content-type", "content-md5"].contains($0) || listed.contains($0) }
            .map { "\($0):\(values[$0]!.joined(separator: ","))\n" }.joined()
        return [
            method, "/" + bucket + "/" + Self.escape(key, keeping: "/"),
            pairs.map { $0.1.isEmpty ? $0.0 : "\($0.0)=\($0.1)" }.joined(separator: "&"),
            headers, additional, values["x-oss-content-sha256"]?.first ?? "UNSIGNED-PAYLOAD",
        ].joined(separator: "\n")
    }

    private var v4Signature: String {
        let credential = isURL ? self[parameter: "x-oss-credential"] ?? "" : credential
        let date = (isURL ? self[parameter: "x-oss-date"] : self[field: "x-oss-date"]) ?? ""
        let scope = credential.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(String.init)
        let hash = Self.hex(SHA256.hash(data: Data(canonicalRequest.utf8)))
        let stringToSign = ["OSS4-HMAC-SHA256", date, scope.joined(separator: "/"), hash].joined(separator: "\n")
        let key = scope.reduce(Array("aliyun_v4\(secret)".utf8)) { Self.hmac($0, $1) }
        return Self.hex(Self.hmac(key, stringToSign))
    }

    private var v1Signature: String {
        var lines = [method, self[field: "Content-MD5"] ?? "", self[field: "Content-Type"] ?? ""]
        lines.append((isURL ? self[parameter: "Expires"] : self[field: "x-oss-date"] ?? self[field: "Date"]) ?? "")
        let headers = fields.filter { $0.name.lowercased().hasPrefix("x-oss-") }.map { "\($0.name.lowercased()):\($0.value)" }.sorted()
        let signed = query.filter { V1SubResources.isSigned($0.name) }.sorted { $0.name < $1.name }
        let subResources = signed.map { $0.value.isEmpty ? $0.name : "\($0.name)=\($0.value)" }.joined(separator: "&")
        lines += headers + ["/\(bucket)/\(key)" + (subResources.isEmpty ? "" : "?" + subResources)]
        let code = HMAC<Insecure.SHA1>.authenticationCode(for: Data(lines.joined(separator: "\n").utf8), using: SymmetricKey(data: Data(secret.utf8)))
        return Data(code).base64EncodedString()
    }
}

/// A request on the wire.
struct Sent: Sendable {
    var method: String
    /// As it is sent, escaped.
    var path: String
    var authority: String
    var query: [Pair]
    var fields: [Pair]
    /// Put behind the query as it is.
    var rawQuery = ""

    subscript(parameter name: String) -> String? {
        get { query.first { $0.name == name }?.value }
        set { HandSigned.set(name, newValue, in: &query) }
    }

    subscript(field name: String) -> String? {
        get { fields.first { $0.name == name }?.value }
        set { HandSigned.set(name, newValue, in: &fields) }
    }

    var target: String {
        let pairs = query.map { HandSigned.escape($0.name) + ($0.value.isEmpty ? "" : "=" + HandSigned.escape($0.value)) }
        let text = (pairs + (rawQuery.isEmpty ? [] : [rawQuery])).joined(separator: "&")
        return text.isEmpty ? path : path + "?" + text
    }

    func received(_ addressing: HostAddressing = HostAddressing()) throws -> ReceivedRequest {
        var list = HTTPFields()
        for field in fields + [Pair("Host", authority)] { list.append(HTTPField(name: HTTPField.Name(field.name)!, value: field.value)) }
        return try ReceivedRequest(
            method: HTTPRequest.Method(method)!, target: RequestTarget(target), authority: authority, fields: list, addressing: addressing)
    }

    @discardableResult
    func verified(by verifier: RequestVerifier = .example, at now: SigningTime = HandSigned.now) throws -> VerifiedRequest {
        try verifier.verify(received(), at: now)
    }

    /// Why the request is refused; `nil` when it is not.
    func refusal(by verifier: RequestVerifier = .example, at now: SigningTime = HandSigned.now) throws -> VerificationFailure? {
        do {
            try verified(by: verifier, at: now)
            return nil
        } catch let failure as VerificationFailure { return failure }
    }
}

extension RequestVerifier {
    /// A verifier of cn-hangzhou that knows the hand-signed requests' key.
    static let example = example()

    static func example(token: String? = nil, tokenExpires: SigningTime? = nil, isEnabled: Bool = true, acceptsV1: Bool = true) -> RequestVerifier {
        let credentials = try! Credentials(
            accessKeyID: HandSigned.accessKeyID, accessKeySecret: HandSigned.secret, securityToken: token, expiration: tokenExpires)
        return RequestVerifier(region: try! Region("cn-hangzhou"), acceptsV1: acceptsV1, keys: OneKey(credentials, isEnabled: isEnabled))
    }
}

/// Short numbers of OSS's error table, 0002-00000NNN.
func ec(_ number: Int) -> String { "0002-00000" + String(format: "%03d", number) }

/// The names that V1 signs, as the official SDKs list them.
enum V1SubResources {
    static let base = """
        acl bucketInfo location stat delete append tagging objectMeta uploads uploadId partNumber security-token position response-content-type \
        response-content-language response-expires response-cache-control response-content-disposition response-content-encoding restore callback \
        callback-var versions versioning versionId sequential continuation-token regionList cloudboxes symlink resourceGroup cleanRestoredObject
        """
    static let byOperation = """
        cors lifecycle logging policy policyStatus website referer encryption inventory inventoryId replication replicationLocation \
        replicationProgress rtc style styleName cname comp worm wormId wormExtend objectWorm retention legalHold metaQuery requestPayment \
        transferAcceleration httpsConfig bucketArchiveDirectRead redundancyTransition publicAccessBlock accessPoint accessPointPolicy \
        overwriteConfig userDefinedLogFieldsConfig seal dataPipeline MetaQuery x-oss-access-point-name x-oss-target-redundancy-type \
        x-oss-redundancy-transition-taskid x-oss-write-get-object-response
        """
    static let oss2 = """
        live vod status startTime endTime group link objectInfo qos qosInfo asyncFetch x-oss-process x-oss-async-process x-oss-traffic-limit \
        x-oss-request-payer x-oss-ac-source-ip
        """
    static let all = [base, byOperation, oss2].flatMap { $0.split(separator: " ").map(String.init) }
    private static let names = Set(all)

    static func isSigned(_ name: String) -> Bool { name.hasPrefix("x-oss-") || names.contains(name) }
}
