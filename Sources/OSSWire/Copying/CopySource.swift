package import OSSSigning

/// The header `x-oss-copy-source`: `/bucket/key`, percent-encoded, and `?versionId=` behind it. The first slash may be left out.
///
/// A `+` is a blank and `%2B` a plus: clients that escape keys as forms do write it so, and every client escapes a plus. It is the only
/// place, with `x-oss-tagging`, where OSS's escapes are a form's.
///
/// OSS page: "CopyObject".
package struct CopySource: Hashable, Sendable {
    package let bucket: BucketName
    package let key: ObjectKey
    /// The version to copy; `nil` for the current one.
    package let versionID: VersionID?

    package init(bucket: BucketName, key: ObjectKey, versionID: VersionID? = nil) {
        self.bucket = bucket
        self.key = key
        self.versionID = versionID
    }

    /// Reads the header's bytes.
    /// - Throws: InvalidArgument, InvalidBucketName or InvalidObjectName. What stands behind a `?` must be a version, because ignoring it
    ///   would copy something else.
    package init(header: [UInt8]) throws(OSSError) {
        let text = String(decoding: header, as: UTF8.self)
        let halves = header.split(separator: ASCII.question, maxSplits: 1, omittingEmptySubsequences: false)
        guard let path = Self.decoded(halves[0]) else { throw .invalidCopySource(text) }
        let names = path.dropFirst(path.first == ASCII.slash ? 1 : 0).split(separator: ASCII.slash, maxSplits: 1, omittingEmptySubsequences: false)
        guard names.count == 2, !names[0].isEmpty, !names[1].isEmpty else { throw .invalidCopySource(text) }
        let name = String(decoding: names[0], as: UTF8.self)
        do { bucket = try BucketName(name) } catch { throw .invalidBucketName(name) }
        key = try ObjectKey(received: Array(names[1]))
        versionID = halves.count == 2 ? try Self.version(halves[1], header: text) : nil
    }

    private static func version(_ query: ArraySlice<UInt8>, header: String) throws(OSSError) -> VersionID {
        let prefix = Array("versionId=".utf8)
        guard query.starts(with: prefix), !query.contains(ASCII.ampersand), let bytes = try? PercentEncoding.decode(query.dropFirst(prefix.count)),
            let version = VersionID(String(decoding: bytes, as: UTF8.self))
        else { throw .invalidCopySource(header) }
        return version
    }

    private static func decoded(_ bytes: ArraySlice<UInt8>) -> [UInt8]? {
        try? PercentEncoding.decode(bytes.map { $0 == UInt8(ascii: "+") ? ASCII.space : $0 })
    }
}

extension CopySource {
    /// The header as a client writes it. A version is opaque text there.
    package static func headerValue(bucket: BucketName, key: ObjectKey, versionID: String?) -> String {
        let path = "/\(bucket)/" + PercentEncoding.encode(key.bytes, keepingSlash: true)
        return versionID.map { path + "?versionId=" + PercentEncoding.encode(Array($0.utf8)) } ?? path
    }
}
