/// Where an object's bytes are.
package enum ObjectContent: Hashable, Sendable {
    /// In the row itself: a small object needs no file, and becomes durable together with its row.
    case inline([UInt8])
    /// In blobs, one after the other. A plain upload has one segment, a multipart upload one per part.
    case segments([Segment])

    /// A stretch of a blob.
    package struct Segment: Hashable, Sendable {
        /// The blob.
        package let blob: BlobID
        /// Where the stretch begins in the blob.
        package let offset: Int64
        /// How long it is.
        package let length: Int64

        package init(blob: BlobID, offset: Int64, length: Int64) {
            self.blob = blob
            self.offset = offset
            self.length = length
        }
    }

    /// The blobs that hold the content.
    package var blobs: [BlobID] {
        switch self {
        case .inline: []
        case .segments(let segments): segments.map(\.blob)
        }
    }
}
