import OSSSigning
import OSSWire

/// Reads the requests to OSS that failed from an HTTP archive, as browsers and proxies save them.
enum HARReader {
    /// An archive may hold the page with all of its pictures.
    static var limits: JSONLimits {
        var limits = JSONLimits()
        limits.bytes = InputReader.limit
        limits.depth = 64
        limits.values = 2_000_000
        limits.allowsDuplicateNames = true
        return limits
    }

    /// - Returns: the failed requests, the last first, at most 20; the last that worked when none failed.
    /// - Throws: when the archive holds no request to OSS.
    static func read(_ log: JSONObject) throws(UnreadableInput) -> [Observation] {
        guard let entries = log["entries"]?.array else { throw UnreadableInput("the archive has no entries") }
        let observations = entries.suffix(20_000).reversed().compactMap { $0.object.flatMap(observation) }
        guard !observations.isEmpty else { throw UnreadableInput("the archive holds no request to OSS") }
        let failed = observations.filter { ($0.response?.status ?? 0) >= 400 || $0.response?.status == 0 }
        // The preflight says why the upload behind it never left.
        return Array((failed.isEmpty ? Array(observations.prefix(1)) : failed).prefix(20))
    }

    private static func observation(_ entry: JSONObject) -> Observation? {
        guard let request = entry["request"]?.object, let url = request["url"]?.string, url.utf8.count <= URLRepair.limit else { return nil }
        var observation = Observation(kind: .har)
        observation.method = request["method"]?.string
        observation.url = url
        observation.fields = fields(request["headers"]).filter { !$0.name.begins(with: ":") }
        observation.knowsFields = !observation.fields.isEmpty
        observation.client = SendingClient(userAgent: observation.field("User-Agent"))
        if observation.field("Content-Type") == nil, let type = request["postData"]?.object?["mimeType"]?.string, !type.isEmpty {
            observation.fields.append(HeaderLine(name: "Content-Type", value: type))
        }
        observation.isMultipartForm = observation.field("Content-Type").map { ASCII.lowercased($0).begins(with: "multipart/form-data") } ?? false
        if let response = entry["response"]?.object { observation.response = self.response(response) }
        observation.requestID = observation.response?.field("x-oss-request-id") ?? observation.response?.document?.requestID
        return isOfOSS(observation) ? observation : nil
    }

    private static func isOfOSS(_ observation: Observation) -> Bool {
        let url = Array((observation.url ?? "").utf8)
        let authority = url.dropFirst((url.position(of: "://") ?? -3) + 3).prefix { $0 != ASCII.slash && $0 != ASCII.question }
        return RawQuery(ofURL: url).isSigned || Array(authority).contains(".aliyuncs.com")
            || observation.field("Authorization")?.begins(with: "OSS") == true
            || observation.response?.field("x-oss-request-id") != nil || observation.response?.document != nil
    }

    private static func response(_ object: JSONObject) -> ObservedResponse {
        var response = ObservedResponse(status: object["status"]?.integer.flatMap { Int(exactly: $0) }, fields: fields(object["headers"]))
        if let content = object["content"]?.object, let text = content["text"]?.string {
            let bytes = content["encoding"]?.string == "base64" ? Base64.decode(Array(text.utf8)) ?? [] : Array(text.utf8)
            response.document = ServerDocument(in: bytes)
        }
        return response
    }

    private static func fields(_ value: JSONValue?) -> [HeaderLine] {
        (value?.array ?? []).prefix(200).compactMap { element in
            guard let object = element.object, let name = object["name"]?.string, let value = object["value"]?.string else { return nil }
            return HeaderLine(name: name, value: value)
        }
    }
}
