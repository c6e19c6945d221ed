/// How much room the catalogue's log may take on a disk.
///
/// A long log saves writing the same pages again and again: the bytes of small objects are in it too. But what is in it has to find room in the
/// catalogue one day, also on a disk that is full: so much is kept in reserve, and on a small disk that must be little.
enum LogRoom {
    /// The most, in bytes, on disks of 1 GiB and more.
    static let most: Int64 = 32 << 20

    /// How long the log may get, on a disk of a size in bytes.
    static func bytes(onDiskOf size: Int64) -> Int64 { min(most, max(1 << 20, size / 32)) }
}
