public import NIOCore

/// What is uploaded.
public struct UploadSource: Sendable {
    enum Kind: Sendable {
        case file(path: String)
        case bytes(ByteBuffer)
        case stream(ByteChunks, length: Int64?)
    }

    let kind: Kind

    /// A regular file. It is read in pieces, several at a time, and watched for changes.
    public static func file(_ path: String) -> UploadSource { UploadSource(kind: .file(path: path)) }

    /// Bytes in memory.
    public static func bytes(_ bytes: some Sequence<UInt8>) -> UploadSource { UploadSource(kind: .bytes(ByteBuffer(bytes: bytes))) }

    /// What a sequence yields, standard input for example. Parts of it are kept in memory until they have arrived, so that they can be repeated.
    ///
    /// - Parameter length: the number of bytes, where it is known.
    public static func stream<Chunks: AsyncSequence & Sendable>(_ chunks: Chunks, length: Int64? = nil) -> UploadSource
    where Chunks.Element == ByteBuffer {
        UploadSource(kind: .stream(ByteChunks(chunks), length: length))
    }
}
