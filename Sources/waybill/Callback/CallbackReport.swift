import HTTPTypes
import OSSSigning
import OSSWire

/// One callback as it is printed: what came, and whether OSS sent it. The signature itself is left out.
struct CallbackReport: Encodable {
    let schema = "waybill.callback/1"
    let received: String
    let remoteAddress: String
    let method: String
    let target: String
    let bucket: String?
    let requestID: String?
    let requester: String?
    let contentType: String?
    /// The body, when it is UTF-8.
    let body: String?
    let bodyBase64: String?
    /// The form's fields, or the members of the JSON object that are no objects and arrays.
    let variables: [String: String]
    let verified: Bool
    let reasonCode: String?
    let reason: String?
    let keyURL: String?

    enum CodingKeys: String, CodingKey {
        case schema, received, method, target, bucket, requester, body, variables, verified, reason
        case remoteAddress = "remote_address"
        case requestID = "request_id"
        case contentType = "content_type"
        case bodyBase64 = "body_base64"
        case reasonCode = "reason_code"
        case keyURL = "key_url"
    }

    init(_ request: SmallRequest, at time: SigningTime, problem: CallbackVerificationError?) {
        let headers = request.headers
        received = time.rfc3339
        remoteAddress = request.remoteAddress
        method = request.method
        target = request.target
        bucket = Self.header("x-oss-bucket", of: headers)
        requestID = Self.header("x-oss-request-id", of: headers)
        requester = Self.header("x-oss-requester", of: headers)
        contentType = headers[.contentType]
        body = String(validating: request.body, as: UTF8.self)
        bodyBase64 = body == nil ? Base64.encode(request.body) : nil
        variables = CallbackVariables.read(request.body, contentType: headers[.contentType] ?? "")
        verified = problem == nil
        reasonCode = problem?.code
        reason = problem.map { "\($0)" }
        keyURL = Self.header("x-oss-pub-key-url", of: headers).flatMap { Base64.decode($0.utf8) }.flatMap {
            $0.count <= 1024 ? String(validating: $0, as: UTF8.self) : nil
        }
    }

    /// For people: a block of lines, and an empty one. Nothing in it can move a terminal's cursor.
    var text: String {
        var lines = ["callback   \(method) \(target) from \(remoteAddress) at \(received)"]
        lines.append(verified ? "verified   yes, with the key at \(keyURL ?? "")" : "verified   no: \(reason ?? "")")
        let facts = [("bucket", bucket), ("request", requestID), ("requester", requester), ("type", contentType)]
        for (name, value) in facts { if let value { lines.append("\(name.padded(to: 11))\(value)") } }
        lines.append("body       \(body ?? "(base64) \(bodyBase64 ?? "")")")
        lines += variables.sorted { $0.key < $1.key }.map { "variable   \($0.key) = \($0.value)" }
        return lines.map { $0.withoutControls() }.joined(separator: "\n") + "\n"
    }

    private static func header(_ name: String, of headers: HTTPFields) -> String? { HTTPField.Name(name).flatMap { headers[$0] } }
}

extension String {
    fileprivate func padded(to count: Int) -> String { self + String(repeating: " ", count: max(1, count - self.count)) }
}

/// The variables in the body of a callback.
enum CallbackVariables {
    static func read(_ body: [UInt8], contentType: String) -> [String: String] {
        ASCII.lowercased(contentType.prefix { $0 != ";" }).hasSuffix("json") ? members(of: body) : fields(of: body)
    }

    private static func members(of body: [UInt8]) -> [String: String] {
        guard let object = try? JSONReader.read(body).object else { return [:] }
        var variables: [String: String] = [:]
        for member in object.members {
            switch member.value {
            case .string(let text): variables[member.name] = text
            case .integer(let number): variables[member.name] = String(number)
            case .decimal(let text): variables[member.name] = text
            case .boolean(let flag): variables[member.name] = String(flag)
            case .null: variables[member.name] = ""
            case .array, .object: break
            }
        }
        return variables
    }

    private static func fields(of body: [UInt8]) -> [String: String] {
        var variables: [String: String] = [:]
        for pair in body.split(separator: ASCII.ampersand).prefix(1000) {
            let parts = pair.split(separator: ASCII.equals, maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, let name = decoded(parts[0]), let value = decoded(parts[1]) else { continue }
            variables[name] = value
        }
        return variables
    }

    private static func decoded(_ bytes: ArraySlice<UInt8>) -> String? {
        guard let decoded = try? PercentEncoding.decode(bytes.map { $0 == UInt8(ascii: "+") ? ASCII.space : $0 }) else { return nil }
        return String(validating: decoded, as: UTF8.self)
    }
}
