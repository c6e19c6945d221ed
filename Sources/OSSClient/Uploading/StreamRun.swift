import NIOCore

/// Sends what comes out of a stream in parts, which are kept in memory until they have arrived.
struct StreamRun: Sendable {
    let destination: any MultipartDestination
    let options: UploadOptions
    let meter: ProgressMeter
    let pacer: Pacer?

    /// What parts that wait and parts that are sent may take in memory together.
    static let memoryLimit: Int64 = 48 * 1024 * 1024

    /// - Parameters:
    ///   - first: a part that was read already.
    ///   - parts: makes the ones behind it.
    func run(first: ByteBuffer, parts: consuming PartCutter) async throws -> UploadReceipt {
        var done: [CompletedPart] = []
        var parts = parts
        try await withThrowingTaskGroup(of: CompletedPart.self) { group in
            var running = 0
            var number = 1
            var next: ByteBuffer? = first
            while let buffer = next {
                guard number <= PartPlan.maximumCount else {
                    throw ClientError(.sizeMismatch, "the stream is longer than 10,000 parts; say how long it is, or choose larger parts")
                }
                let limit = max(1, min(options.parallelism, Int(Self.memoryLimit / max(Int64(buffer.readableBytes), 1)) - 1))
                while running >= limit, let part = try await group.next() {
                    done.append(part)
                    running -= 1
                }
                let current = number
                group.addTask {
                    try await self.destination.send(
                        part: current, chunks: UploadContent.bytes(buffer).chunks(0..<Int64(buffer.readableBytes)),
                        length: Int64(buffer.readableBytes), meter: self.meter, pacer: self.pacer)
                }
                running += 1
                number += 1
                next = try await parts.next(number: number)
            }
            for try await part in group { done.append(part) }
        }
        done.sort { $0.number < $1.number }
        let response = try await destination.complete(done)
        meter.flush()
        return try UploadReceipt(completing: done, response: response, resumedCount: 0)
    }
}

/// Cuts a stream into parts.
struct PartCutter {
    private var iterator: ByteChunks.AsyncIterator
    private var rest = ByteBuffer()
    private var isAtEnd = false
    private let partSize: Int64?

    /// - Parameter partSize: bytes; parts grow when it is `nil`, so that 10,000 of them are enough for any stream.
    init(_ chunks: ByteChunks, partSize: Int64?) {
        iterator = chunks.makeAsyncIterator()
        self.partSize = partSize
    }

    /// The size of a part: 8 MiB for the first 16 GiB, then twice as much after every 2,000 parts.
    func size(of number: Int) -> Int {
        if let partSize { return Int(partSize) }
        return 8 * 1024 * 1024 << min((number - 1) / 2000, 4)
    }

    /// The next part, full unless it is the last; `nil` at the end.
    mutating func next(number: Int) async throws -> ByteBuffer? {
        let size = size(of: number)
        var part = ByteBuffer()
        while part.readableBytes < size {
            if rest.readableBytes == 0 {
                guard !isAtEnd, let chunk = try await iterator.next() else {
                    isAtEnd = true
                    break
                }
                rest = chunk
            }
            let count = min(rest.readableBytes, size - part.readableBytes)
            if let slice = rest.readSlice(length: count) { part.writeImmutableBuffer(slice) }
        }
        return part.readableBytes == 0 ? nil : part
    }
}
