package import OSSSigning
import OSSWire

/// A refused request as a server keeps it for `explain --last`: one JSON object on a line, with nothing in it that has to be kept secret.
package struct RefusalRecord: Sendable {
    package var time: SigningTime
    package var requestID: String
    package var method: String
    package var host: String
    /// The path, and the names of the parameters without the values that authenticate.
    package var target: String
    package var status: Int
    package var code: String
    package var ec: String?
    package var userAgent: String?
    package var bucket: String?
    package var key: String?
    package var findings: [Explained]

    static let schema = "waybill.refusal.v1"

    /// A record of a refusal, with its findings in the words of the client that made the request.
    ///
    /// - Parameter contentType: the Content-Type that was sent.
    package init(
        time: SigningTime, requestID: String, method: String, host: String, target: RequestTarget, resource: Resource, status: Int, code: String,
        ec: String?, userAgent: String?, contentType: String?, findings: [Finding]
    ) {
        let redaction = Redaction(input: target.query)
        let client = SendingClient(userAgent: userAgent)
        self.time = time
        self.requestID = requestID
        self.method = redaction(method, limit: 40)
        self.host = redaction(host, limit: 260)
        self.target = redaction(Self.target(target), limit: 2048)
        (self.status, self.code, self.ec) = (status, code, ec)
        self.userAgent = userAgent.map { redaction($0, limit: 200) }
        bucket = resource.bucket?.rawValue
        key = resource.key.map { redaction($0.description, limit: 1100) }
        var context = FindingContext(client: client, contentType: contentType)
        context.isProven = true
        self.findings = findings.prefix(4).map { $0.explained(context).redacted(by: redaction) }
    }

    /// The target without the values of credential, signature and token.
    private static func target(_ target: RequestTarget) -> String {
        let secret = ["x-oss-signature", "x-oss-security-token", "x-oss-credential", "Signature", "security-token", "OSSAccessKeyId"]
        let parts = RawQuery(target.query).pairs.prefix(64).map { pair in
            let name = pair.name.text
            guard let value = pair.value else { return name }
            let isShown = !secret.contains { $0.isSame(asAnyCase: name) } && !name.has("oken") && !name.ends(with: "ignature")
            return "\(name)=\(isShown ? Wording.quoted(value.text, limit: 200) : "<redacted>")"
        }
        return target.path.text + (parts.isEmpty ? "" : "?" + parts.joined(separator: "&"))
    }

    /// The record on one line.
    package var json: String {
        var object = JSONObjectText()
        object.add("schema", Self.schema)
        object.add("time", time.rfc3339)
        object.add("request_id", requestID)
        object.add("method", method)
        object.add("host", host)
        object.add("target", target)
        object.add("status", status)
        object.add("code", code)
        object.add("ec", ec)
        object.add("user_agent", userAgent)
        object.add("bucket", bucket)
        object.add("key", key)
        object.add("findings", findings.map(\.json))
        return object.text
    }

    /// What a record, read back, shows of the request.
    static func observation(_ object: JSONObject) -> Observation? {
        guard object["schema"]?.string == schema, let status = object["status"]?.integer, let code = object["code"]?.string else { return nil }
        var observation = Observation(kind: .refusal)
        observation.method = object["method"]?.string
        observation.requestID = object["request_id"]?.string
        observation.client = SendingClient(userAgent: object["user_agent"]?.string)
        observation.moment = object["time"]?.string.flatMap { SigningTime(rfc3339: $0) }
        observation.facts.bucket = object["bucket"]?.string
        observation.facts.key = object["key"]?.string
        observation.facts.host = object["host"]?.string
        let document = ServerDocument(code: code, ec: object["ec"]?.string, requestID: observation.requestID)
        observation.response = ObservedResponse(status: Int(exactly: status), document: document)
        observation.recorded = (object["findings"]?.array ?? []).prefix(8).compactMap { $0.object.flatMap(Explained.init(json:)) }
        return observation
    }
}
