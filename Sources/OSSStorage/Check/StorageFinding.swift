/// One thing that a check of the stored bytes found.
package struct StorageFinding: Sendable, Hashable {
    /// What is the matter.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// The bytes are not the ones that were stored.
        case wrongBytes = "wrong-bytes"
        /// There are more or fewer bytes than the row says.
        case wrongLength = "wrong-length"
        /// The bytes are right by their CRC-64, and the MD5 or the ETag of the row is not theirs.
        case wrongDigest = "wrong-digest"
        /// A blob that a row refers to is not there.
        case missingBlob = "missing-blob"
        /// The disk does not give the bytes.
        case unreadableBlob = "unreadable-blob"
        /// What a row says is not what was written, by its checksum.
        case wrongSeal = "wrong-seal"
        /// A row cannot be one of ours, or refers to what is not there.
        case damagedRow = "damaged-row"
        /// The catalogue's file is damaged.
        case damagedCatalogue = "damaged-catalogue"

        /// A blob that nothing refers to. A sweep removes it when it is old enough.
        case orphan
        /// A file of an upload that was not finished, or is running. The next start of a server removes it.
        case staged
        /// Others than the owner can read or change a file.
        case permissions
        /// A file that is none of ours, where only ours should be.
        case foreignFile = "foreign-file"

        /// Whether something that was stored is lost or wrong.
        package var isDamage: Bool {
            switch self {
            case .wrongBytes, .wrongLength, .wrongDigest, .missingBlob, .unreadableBlob, .wrongSeal, .damagedRow, .damagedCatalogue: true
            case .orphan, .staged, .permissions, .foreignFile: false
            }
        }
    }

    /// What it is about. Names are as they stand in the row, which may be damaged itself.
    package enum Subject: Sendable, Hashable {
        case object(bucket: String, key: [UInt8], version: String)
        case part(upload: String, number: Int64, bucket: String, key: [UInt8])
        case blob(BlobID)
        case file(String)
        case catalogue
    }

    package let kind: Kind
    package let subject: Subject
    /// A sentence for people.
    package let detail: String
    /// Of a file: when it was last changed, in seconds since 1970.
    package let modified: Int64?
    /// Of a file: how long it is.
    package let bytes: Int64?

    package init(_ kind: Kind, _ subject: Subject, _ detail: String, modified: Int64? = nil, bytes: Int64? = nil) {
        self.kind = kind
        self.subject = subject
        self.detail = detail
        self.modified = modified
        self.bytes = bytes
    }
}
