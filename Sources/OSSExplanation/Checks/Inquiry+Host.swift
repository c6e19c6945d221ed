import OSSSigning

/// What is wrong with a URL's host and path.
extension Inquiry {
    private var host: String { endpoint?.host ?? "" }

    /// Whether the host is one of OSS's own, with no bucket before it.
    private var isBareOSSHost: Bool {
        guard host.ends(with: ".aliyuncs.com") else { return false }
        let labels = host.utf8.split(separator: ASCII.period).map { String(decoding: $0, as: UTF8.self) }
        return labels.count == 3 && labels[0].begins(with: "oss-") || labels.count == 4 && labels[1] == "oss" && labels[0].begins(with: "cn-")
    }

    var hostFindings: [Explained] {
        guard observation.url != nil, let target else { return [] }
        var findings: [Explained] = []
        let path = target.path
        let isOSS = host.ends(with: ".aliyuncs.com")
        if isBareOSSHost, path.count > 1 {
            let parts = path.dropFirst().split(separator: ASCII.slash, maxSplits: 1)
            let bucket = parts.first.map { Wording.quoted(Array($0).text, limit: 63) } ?? "BUCKET"
            findings.append(
                Explained(
                    "path_style",
                    cause: "the bucket stands in the path, and OSS takes no path-style requests on its own endpoints (SecondLevelDomainForbidden)",
                    proof: "the host is \(host), without a bucket before it",
                    fix: "use the host \(bucket).\(host); the signature stays right, for it does not cover the host"))
        }
        if let bucket = try? request("PUT").resource.bucket?.rawValue, ASCII.lowercased(authority).begins(with: "\(bucket)."),
            Array(path.dropFirst()).starts(with: "\(bucket)/")
        {
            findings.append(
                Explained(
                    "bucket_twice", cause: "the bucket stands twice, in the host and in the path: the key would begin with \(bucket)/",
                    proof: "host \(Wording.quoted(authority, limit: 120)), path /\(bucket)/...",
                    fix: "take /\(bucket) out of the path, or sign with the plain key"))
        }
        if path.starts(with: "//".utf8) || path.starts(with: "/%2F".utf8) || path.starts(with: "/%2f".utf8) {
            findings.append(
                Explained(
                    "key_leading_slash", cause: "the key begins with a slash, which OSS refuses (InvalidObjectName)",
                    fix: "sign a key without the slash before it"))
        }
        if isOSS, host.has("-internal.") {
            findings.append(
                Explained(
                    "internal_endpoint", .note, cause: "the host is an internal one: only machines inside of the region reach it",
                    fix: "for others sign with the public endpoint, or take -internal out of the host"))
        }
        return findings
    }
}
