/// What may have been different in the resource: the key's spelling, the bucket's place.
enum ResourceSuppositions {
    typealias Supposition = MismatchSearch.Supposition

    static func all(in request: ReceivedRequest, _ version: SignatureVersion) -> [Supposition] {
        guard let bucket = request.resource.bucket?.rawValue else { return [] }
        guard let key = request.resource.key?.bytes else { return bucketOnly(bucket, version) }
        return keys(bucket, key, version) + resources(bucket, key, version)
    }

    private static func bucketOnly(_ bucket: String, _ version: SignatureVersion) -> [Supposition] {
        [
            path(.resource(.slashMissing), Array("/\(bucket)".utf8)), path(.resource(.bucketMissing), [ASCII.slash]),
            path(.resource(.bucketTwice), Array("/\(bucket)/\(bucket)/".utf8)),
        ]
    }

    private static func path(_ finding: Finding, _ path: [UInt8]) -> Supposition { Supposition(finding) { $0.path = path } }

    private static func keys(_ bucket: String, _ key: [UInt8], _ version: SignatureVersion) -> [Supposition] {
        let start = Array("/\(bucket)/".utf8)
        let plain = SupposedRequest.path(bucket: bucket, key: key, version: version)
        var seen: Set<[UInt8]> = [plain]
        var result: [Supposition] = []
        func add(_ spelling: Finding.KeySpelling, path: [UInt8]) {
            guard seen.insert(path).inserted else { return }
            result.append(Supposition(.keySpelling(spelling)) { $0.path = path })
        }
        func add(_ spelling: Finding.KeySpelling, key: [UInt8]?) {
            if let key { add(spelling, path: SupposedRequest.path(bucket: bucket, key: key, version: version)) }
        }
        // Before "not escaped", which looks the same when the key has escapes of its own.
        add(.decodedOnceMore, key: try? PercentEncoding.decode(key))
        let escaped = Array(PercentEncoding.encode(key, keepingSlash: true).utf8)
        add(version == .v4 ? .escapedTwice : .escaped, key: escaped)
        if version == .v4 {
            add(.notEscaped, path: start + key)
            add(.slashesEscaped, path: start + Array(PercentEncoding.encode(key).utf8))
            add(.escapedTwice, key: Array(PercentEncoding.encode(key).utf8))
        } else {
            add(.slashesEscaped, key: Array(PercentEncoding.encode(key).utf8))
        }
        add(.plusForBlank, key: key.map { $0 == ASCII.space ? UInt8(ascii: "+") : $0 })
        if version == .v4 { add(.plusForBlank, path: start + escapedAsForm(key)) }
        add(.blankForPlus, key: key.map { $0 == UInt8(ascii: "+") ? ASCII.space : $0 })
        add(.leadingSlash, key: [ASCII.slash] + key)
        add(.trailingSlash, key: key.last == ASCII.slash ? Array(key.dropLast()) : key + [ASCII.slash])
        add(.normalized, key: DotSegments.removed(from: key))
        if key.contains(where: { $0 >= 0x80 }) {
            let text = String(decoding: key, as: UTF8.self)
            add(.composed, key: Array(AccentSpelling.composed(text).utf8))
            add(.decomposed, key: Array(AccentSpelling.decomposed(text).utf8))
        }
        return result
    }

    /// As HTML forms escape: a blank becomes a plus.
    private static func escapedAsForm(_ key: [UInt8]) -> [UInt8] {
        key.split(separator: ASCII.space, omittingEmptySubsequences: false)
            .map { PercentEncoding.encode(Array($0), keepingSlash: true) }.joined(separator: "+").utf8.map { $0 }
    }

    private static func resources(_ bucket: String, _ key: [UInt8], _ version: SignatureVersion) -> [Supposition] {
        let escaped = SupposedRequest.path(bucket: nil, key: key, version: version).dropFirst()
        var result = [
            path(.resource(.bucketMissing), [ASCII.slash] + escaped),
            path(.resource(.bucketTwice), Array("/\(bucket)/\(bucket)/".utf8) + escaped),
        ]
        // The bucket in host and path: the key that was meant stands behind the bucket's name.
        if key.starts(with: "\(bucket)/".utf8) {
            let meant = Array(key.dropFirst(bucket.utf8.count + 1))
            result.insert(
                path(.resource(.bucketOnceMoreInPath), SupposedRequest.path(bucket: bucket, key: meant, version: version)), at: 0)
        }
        return result
    }
}

/// The path that browsers and some clients make of one with `.`, `..` or empty segments.
enum DotSegments {
    static func removed(from key: [UInt8]) -> [UInt8] {
        var segments: [ArraySlice<UInt8>] = []
        let parts = key.split(separator: ASCII.slash, omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            let isLast = index == parts.count - 1
            switch part {
            case [ASCII.period], []: if isLast { segments.append([]) }
            case [ASCII.period, ASCII.period]:
                if !segments.isEmpty { segments.removeLast() }
                if isLast { segments.append([]) }
            default: segments.append(part)
            }
        }
        return Array(segments.joined(separator: [ASCII.slash]))
    }
}
