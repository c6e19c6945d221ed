extension StringToSign {
    /// V1: verb, Content-MD5, Content-Type and date on a line each, the `x-oss-*` headers, and the resource, none of it escaped.
    ///
    /// - Parameters:
    ///   - date: the value of the Date line: `Expires` of a URL, else the header's text.
    ///   - reading: how the resource is written.
    ///
    /// OSS page: "Include signatures in the Authorization header".
    init(
        v1Method method: String, resource: Resource, query: Query, headers: SignedHeaders, date: some Sequence<UInt8>,
        reading: V1Reading = .documented
    ) {
        var output: [UInt8] = []
        output.reserveCapacity(256)
        output.append(contentsOf: method.utf8)
        output.append(ASCII.lineFeed)
        for name in ["content-md5", "content-type"] {
            if let value = headers.value(name) { output.append(contentsOf: value) }
            output.append(ASCII.lineFeed)
        }
        output.append(contentsOf: date)
        output.append(ASCII.lineFeed)
        for entry in headers.entries where entry.name.hasPrefix("x-oss-") {
            output.append(contentsOf: entry.name.utf8)
            output.append(ASCII.colon)
            output.append(contentsOf: entry.value)
            output.append(ASCII.lineFeed)
        }
        output.append(ASCII.slash)
        if let bucket = resource.bucket {
            output.append(contentsOf: bucket.rawValue.utf8)
            if reading != .bucketWithoutSlash { output.append(ASCII.slash) }
        }
        if let key = resource.key { output.append(contentsOf: key.bytes) }
        if reading != .withoutSubResources { Self.appendSubResources(of: query, to: &output) }
        self.bytes = output
    }

    private static func appendSubResources(of query: Query, to output: inout [UInt8]) {
        let signed = query.pairs.filter { SubResources.isSigned($0.name) }.sorted { a, b in
            a.name.elementsEqual(b.name) ? a.value.lexicographicallyPrecedes(b.value) : a.name.lexicographicallyPrecedes(b.name)
        }
        for (index, pair) in signed.enumerated() {
            output.append(index == 0 ? ASCII.question : ASCII.ampersand)
            output.append(contentsOf: pair.name)
            guard !pair.value.isEmpty else { continue }
            output.append(ASCII.equals)
            output.append(contentsOf: pair.value)
        }
    }
}

/// How a client wrote the resource that it signed with V1. Some clients leave out what OSS's documentation has there, where nothing else could be
/// meant by it.
enum V1Reading: Hashable, Sendable {
    /// `/bucket/` and `/?regions`.
    case documented
    /// `/bucket`, for a path-style target that has no slash either: OpenDAL.
    case bucketWithoutSlash
    /// `/` for DescribeRegions: the Python SDK.
    case withoutSubResources

    /// What else a request can have been signed as.
    static func alternatives(_ request: ReceivedRequest) -> [V1Reading] {
        switch request.resource {
        case .bucket: request.endsWithSlash ? [] : [.bucketWithoutSlash]
        case .service: request.query.contains("regions") ? [.withoutSubResources] : []
        case .object: []
        }
    }
}
