import OSSSigning

/// Finds `CRLF--boundary` in a stream that comes in chunks of any size.
///
/// Neither CR nor LF is a boundary character, so a delimiter can begin only at a CR, and a match that breaks off can begin anew only at the
/// byte that broke it. What matched so far therefore needs no memory but its length.
struct DelimiterSearch {
    /// `CRLF--boundary`.
    let delimiter: [UInt8]
    /// How many bytes of the delimiter the bytes before this chunk ended with.
    private var matched = 0
    /// How many of them are no content whatever follows, because they are the end of the line before.
    private var borrowed = 0

    init(boundary: FormBoundary) { delimiter = [0x0D, 0x0A, ASCII.hyphen, ASCII.hyphen] + boundary.bytes }

    /// Begins behind a line end, which can be that of a delimiter.
    mutating func beginBehindLineEnd() {
        matched = 2
        borrowed = 2
    }

    /// What a step over a chunk found.
    struct Step {
        /// Bytes of the delimiter, of earlier chunks, that turned out to be content. They come before ``content``.
        var released = 0..<0
        /// Where content lies in the chunk.
        var content: Range<Int>
        /// Where the search goes on: behind the delimiter, if there was one, else the end of the chunk.
        var end: Int
        var isFound = false
    }

    /// Searches a chunk from an offset on. Bytes at its end that might begin a delimiter are held back.
    mutating func step(_ chunk: UnsafeRawBufferPointer, from start: Int) -> Step {
        var step = Step(content: start..<start, end: start)
        if matched > 0 {
            let before = matched
            let end = extend(chunk, from: start)
            if matched == delimiter.count { return found(Step(content: start..<start, end: end)) }
            if end == chunk.count { return Step(content: start..<start, end: end) }
            // The bytes of this chunk that had matched are content and still at hand; those before it are the delimiter's own.
            step.released = borrowed..<before
            matched = 0
            borrowed = 0
            step.end = end
        }
        while let carriageReturn = Self.firstCarriageReturn(chunk, from: step.end) {
            let end = extend(chunk, from: carriageReturn)
            if matched == delimiter.count || end == chunk.count {
                step.content = start..<carriageReturn
                step.end = end
                return matched == delimiter.count ? found(step) : step
            }
            matched = 0
            step.end = end
        }
        step.content = start..<chunk.count
        step.end = chunk.count
        return step
    }

    private mutating func found(_ step: Step) -> Step {
        matched = 0
        borrowed = 0
        var step = step
        step.isFound = true
        return step
    }

    /// Matches on as far as the chunk and the delimiter agree.
    /// - Returns: the offset of the first byte that was not matched.
    private mutating func extend(_ chunk: UnsafeRawBufferPointer, from start: Int) -> Int {
        var index = start
        while index < chunk.count, matched < delimiter.count, chunk[index] == delimiter[matched] {
            index += 1
            matched += 1
        }
        return index
    }

    /// Eight bytes at a time: subtracting one from each byte of `word ^ pattern` borrows exactly where a byte was zero, or above such a byte.
    private static func firstCarriageReturn(_ chunk: UnsafeRawBufferPointer, from start: Int) -> Int? {
        var index = start
        let ones: UInt64 = 0x0101_0101_0101_0101
        let pattern = ones &* 0x0D
        while chunk.count - index >= 8 {
            let word = UInt64(littleEndian: chunk.loadUnaligned(fromByteOffset: index, as: UInt64.self)) ^ pattern
            let zeros = (word &- ones) & ~word & (ones &* 0x80)
            if zeros != 0 { return index + zeros.trailingZeroBitCount / 8 }
            index += 8
        }
        while index < chunk.count {
            if chunk[index] == 0x0D { return index }
            index += 1
        }
        return nil
    }
}
