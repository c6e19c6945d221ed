import HTTPTypes
import OSSSigning

/// One row of the table: how a right request was made wrong, and what OSS answers.
struct FailureRow: Sendable {
    enum Form: Sendable { case unsigned, v4Query, v4Header, v1Query, v1Header }

    /// What an element of the error document holds.
    enum Value: Sendable { case text(String), stringToSign, canonicalRequest, signature }

    let name: String
    let form: Form
    let status: Int
    let code: String
    let ec: String?
    /// `nil` where OSS's words are not known.
    let message: String?
    /// The elements that belong to this error alone, in order.
    let own: [(name: String, value: Value)]
    /// How far the clock goes on between signing and sending, in seconds.
    let after: Int64
    let credentials: Credentials
    let edit: @Sendable (inout WireRequest) -> Void

    /// - Parameter ec: a short number stands for 0002-00000NNN.
    init(
        _ name: String, _ form: Form, _ status: Int, _ code: String, _ ec: String?, _ message: String? = nil, own: [(String, Value)] = [],
        after: Int64 = 0, by credentials: Credentials = FailureTableServer.permanent, edit: @escaping @Sendable (inout WireRequest) -> Void = { _ in }
    ) {
        self.name = name
        self.form = form
        self.status = status
        self.code = code
        self.ec = ec.map { $0.count < 4 ? "0002-00000" + String(repeating: "0", count: 3 - $0.count) + $0 : $0 }
        self.message = message
        self.own = own
        self.after = after
        self.credentials = credentials
        self.edit = edit
    }

    /// The request: signed for the method, then edited.
    func request(_ method: HTTPRequest.Method) throws -> WireRequest {
        let signer = try RequestSigner(
            credentials: credentials, region: FailureTableServer.region, endpoint: Endpoint("http://127.0.0.1:9000"),
            version: form == .v1Query || form == .v1Header ? .v1 : .v4)
        let request = try UnsignedRequest(method, bucket: BucketName("uploads"), key: ObjectKey("key"))
        let time = FailureTableServer.start
        var wire = WireRequest(method: method.rawValue, path: "/uploads/key")
        switch form {
        case .unsigned: break
        case .v4Query, .v1Query:
            let url = try signer.presign(request, expires: .seconds(3600), at: time).url
            wire.query = url.split(separator: "?")[1].split(separator: "&").map { pair in
                let parts = pair.split(separator: "=", maxSplits: 1)
                return (String(parts[0]), parts.count > 1 ? String(parts[1]) : nil)
            }
        case .v4Header, .v1Header:
            wire.fields = try signer.sign(request, at: time).headers.map { ($0.name.rawName, $0.value) }
        }
        edit(&wire)
        return wire
    }
}

extension WireRequest {
    /// The signature, unescaped.
    var signature: String? {
        if let value = self[parameter: "x-oss-signature"] ?? self[parameter: "Signature"] {
            return value.replacing("%2B", with: "+").replacing("%2F", with: "/").replacing("%3D", with: "=")
        }
        let header = self[field: "Authorization"] ?? ""
        return header.split(separator: header.hasPrefix("OSS4") ? "Signature=" : ":").last.map(String.init)
    }

    /// Puts a signature of the right form and no meaning in.
    mutating func forge() {
        if self[parameter: "x-oss-signature"] != nil { self[parameter: "x-oss-signature"] = String(repeating: "0", count: 64) }
        if self[parameter: "Signature"] != nil { self[parameter: "Signature"] = "AAAAAAAAAAAAAAAAAAAAAAAAAAA%3D" }
        guard let header = self[field: "Authorization"], let old = signature else { return }
        let forged = header.hasPrefix("OSS4") ? String(repeating: "0", count: 64) : "AAAAAAAAAAAAAAAAAAAAAAAAAAA="
        self[field: "Authorization"] = header.dropLast(old.count) + forged
    }

    mutating func replace(_ old: String, _ new: String) {
        for index in query.indices { query[index].value = query[index].value?.replacing(old, with: new) }
        for index in fields.indices { fields[index].value = fields[index].value.replacing(old, with: new) }
    }
}
