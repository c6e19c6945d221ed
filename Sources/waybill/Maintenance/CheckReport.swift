import OSSSigning
import OSSStorage

/// What a check found, as JSON and as the line at the end.
struct CheckReport: Encodable {
    /// One finding. What does not belong to its subject is left out.
    struct Finding: Encodable {
        let kind: String
        let damage: Bool
        let detail: String
        var bucket: String?
        /// As text; where it is no UTF-8, with marks in its place.
        var key: String?
        /// The key escaped as in URLs: every byte of it.
        var keyEscaped: String?
        var versionID: String?
        var uploadID: String?
        var partNumber: Int64?
        var blob: String?
        var path: String?
        let modified: Int64?
        let bytes: Int64?

        enum CodingKeys: String, CodingKey {
            case kind, damage, detail, bucket, key, blob, path, modified, bytes
            case keyEscaped = "key_escaped"
            case versionID = "version_id"
            case uploadID = "upload_id"
            case partNumber = "part_number"
        }

        init(_ finding: StorageFinding) {
            kind = finding.kind.rawValue
            damage = finding.kind.isDamage
            detail = finding.detail
            modified = finding.modified
            bytes = finding.bytes
            switch finding.subject {
            case .object(let bucket, let key, let version):
                set(bucket, key)
                versionID = version
            case .part(let upload, let number, let bucket, let key):
                set(bucket, key)
                uploadID = upload
                partNumber = number
            case .blob(let id): blob = id.hex
            case .file(let path): self.path = path
            case .catalogue: break
            }
        }

        private mutating func set(_ bucket: String, _ key: [UInt8]) {
            self.bucket = bucket
            self.key = String(decoding: key, as: UTF8.self)
            keyEscaped = PercentEncoding.encode(key, keepingSlash: true)
        }
    }

    let objects: Int
    let parts: Int
    let bytes: Int64
    /// How many findings are damage.
    let damaged: Int
    let orphans: Int
    let staged: Int
    let findings: [Finding]

    init(_ count: StorageCheck.Count, _ findings: [StorageFinding]) {
        objects = count.objects
        parts = count.parts
        bytes = count.bytes
        damaged = findings.count { $0.kind.isDamage }
        orphans = findings.count { $0.kind == .orphan }
        staged = findings.count { $0.kind == .staged }
        self.findings = findings.map(Finding.init)
    }

    var text: String {
        "checked \(objects) objects and \(parts) parts, \(bytes) bytes: \(damaged) damaged, \(orphans) orphans, \(staged) staged"
    }
}
