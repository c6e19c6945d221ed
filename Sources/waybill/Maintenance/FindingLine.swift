import OSSSigning
import OSSStorage

/// A finding as a line: what it is, what it is about, what is the matter, with a tab between each two. Keys are escaped as in URLs, so that a line is
/// a line and every key can be told from every other.
struct FindingLine {
    let text: String

    init(_ finding: StorageFinding) {
        let subject =
            switch finding.subject {
            case .object(let bucket, let key, let version):
                Self.address(bucket, key) + (version == "null" ? "" : "?versionId=\(Self.escaped(Array(version.utf8)))")
            case .part(let upload, let number, let bucket, let key):
                Self.address(bucket, key) + "?partNumber=\(number)&uploadId=\(Self.escaped(Array(upload.utf8)))"
            case .blob(let id): "blob \(id)"
            case .file(let path): path.withoutControls(keeping: [])
            case .catalogue: "catalogue"
            }
        text = "\(finding.kind.rawValue)\t\(subject)\t\(finding.detail.withoutControls(keeping: []))"
    }

    private static func address(_ bucket: String, _ key: [UInt8]) -> String {
        "oss://\(escaped(Array(bucket.utf8)))/\(PercentEncoding.encode(key, keepingSlash: true))"
    }

    private static func escaped(_ bytes: [UInt8]) -> String { PercentEncoding.encode(bytes, keepingSlash: false) }
}
