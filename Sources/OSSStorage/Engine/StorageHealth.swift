/// Whether a storage takes writes now, for a probe of readiness and for the log. Reading goes on in every state.
package enum StorageHealth: Sendable, Hashable {
    /// Everything works.
    case writable
    /// The disk is full. Deleting works, out of the room that was kept for it; uploads are refused until that room could be set aside again.
    case full
    /// A transaction failed so that nobody knows what is on the disk. Writes are refused until the catalogue has proved that it works. The reason
    /// is for the log: it can name files.
    case readOnly(reason: String)

    /// Whether uploads are taken.
    package var isWritable: Bool { self == .writable }
}

extension StorageHealth: CustomStringConvertible {
    package var description: String {
        switch self {
        case .writable: "writable"
        case .full: "the disk is full"
        case .readOnly(let reason): "read-only after a failure: \(reason)"
        }
    }
}
