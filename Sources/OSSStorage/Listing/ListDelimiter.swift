/// Finds the delimiter of a listing in keys.
///
/// A search takes as many steps as the key has bytes, whatever the key and the delimiter hold (Knuth, Morris and Pratt): keys and delimiters of
/// one repeated byte would else cost the product of their lengths, for each key of a page.
struct ListDelimiter {
    private let bytes: [UInt8]
    /// For each position, how many bytes up to it are the delimiter's first ones too, without all of them being it.
    private let borders: [Int]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        var borders = [Int](repeating: 0, count: bytes.count)
        var matched = 0
        for index in bytes.indices.dropFirst() {
            while matched > 0, bytes[matched] != bytes[index] { matched = borders[matched - 1] }
            if bytes[matched] == bytes[index] { matched += 1 }
            borders[index] = matched
        }
        self.borders = borders
    }

    /// The position behind the first delimiter at or behind `start`, or `nil`. An empty delimiter is nowhere.
    func end(in key: [UInt8], from start: Int) -> Int? {
        guard !bytes.isEmpty, key.count - start >= bytes.count else { return nil }
        var matched = 0
        for index in start..<key.count {
            while matched > 0, bytes[matched] != key[index] { matched = borders[matched - 1] }
            if bytes[matched] == key[index] { matched += 1 }
            if matched == bytes.count { return index + 1 }
        }
        return nil
    }
}
