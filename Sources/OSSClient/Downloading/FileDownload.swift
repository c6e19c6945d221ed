import NIOCore
import OSSWire

/// One download into a file.
struct FileDownload: Sendable {
    let source: any DownloadSource
    let path: String
    let options: DownloadOptions
    let report: Download.Report

    func run() async throws -> DownloadReceipt {
        try source.checkValid()
        let target = try DownloadTarget(path: path)
        let place = CheckpointFile(source: source, target: target, options: options)
        guard let kept = place?.load(), kept.isSound else { return try await fresh(target, place: place) }
        let part = try PartFile(target, writeCall: options.writeCall)
        defer { part.release() }
        guard part.inode == kept.inode else { return try await fresh(target, part, place: place) }
        do { return try await goOn(kept, part: part, place: place) } catch let error as ClientError where error.code == .objectChanged {
            report(.restarted)
            return try await fresh(target, place: place)
        }
    }

    /// From the first byte on. The part file is made when there is an object to put into it.
    private func fresh(_ target: DownloadTarget, _ kept: PartFile? = nil, place: CheckpointFile<DownloadCheckpoint>?) async throws -> DownloadReceipt
    {
        let opened = try await OpenedObject.ask(source, first: options.multipartThreshold)
        let part = try kept ?? PartFile(target, writeCall: options.writeCall)
        defer { part.release() }
        let facts = opened.facts
        let pieces = DownloadLedger.pieces(size: facts.size, first: opened.range.upperBound, partSize: options.partSize(for: facts.size))
        do { try await part.begin(size: facts.size) } catch {
            part.remove()
            throw error
        }
        return try await run(pieces, facts: facts, first: opened, part: part, place: place)
    }

    private func goOn(_ kept: DownloadCheckpoint, part: PartFile, place: CheckpointFile<DownloadCheckpoint>?) async throws -> DownloadReceipt {
        var pieces = kept.pieces
        for (index, piece) in pieces.enumerated() where piece.done > 0 {
            // What was written may not have been on the disk when the power went.
            guard try await part.crc64(piece.start..<piece.start + piece.done) != piece.crc64 else { continue }
            (pieces[index].done, pieces[index].crc64) = (0, 0)
        }
        // One answer at least has to say that the object is still the same.
        if let last = pieces.indices.last, pieces.allSatisfy({ $0.rest.isEmpty }) { (pieces[last].done, pieces[last].crc64) = (0, 0) }
        let facts = ObjectFacts(size: kept.size, etag: kept.etag, crc64: kept.crc64, versionID: nil, lastModified: nil, requestID: nil)
        return try await run(pieces, facts: facts, first: nil, part: part, place: place)
    }

    private func run(
        _ pieces: [DownloadLedger.Piece], facts: ObjectFacts, first: OpenedObject?, part: PartFile, place: CheckpointFile<DownloadCheckpoint>?
    ) async throws -> DownloadReceipt {
        // Without an entity tag nobody can tell whether the object is still the same.
        let checkpoint = facts.etag.map { DownloadCheckpoint(inode: part.inode, size: facts.size, etag: $0, crc64: facts.crc64, pieces: pieces) }
        let save: @Sendable ([DownloadLedger.Piece]) -> Void = { pieces in
            guard let place, var checkpoint, pieces.count > 1 else { return }
            checkpoint.pieces = pieces
            // A checkpoint that cannot be kept is no reason to stop: it is worth nothing once the file is there.
            try? place.prepare()
            try? place.save(checkpoint)
        }
        let ledger = DownloadLedger(pieces, size: facts.size, report: report, save: save)
        do {
            try await fetch(pieces, facts: facts, first: first, part: part, ledger: ledger)
            let crc64 = ledger.crc64
            try facts.compare(received: crc64)
            ledger.flush()
            try await part.finish(size: facts.size)
            place?.remove()
            return DownloadReceipt(
                size: facts.size, crc64: crc64, isChecked: facts.crc64 != nil, etag: facts.etag.map { ETag(received: $0) },
                versionID: facts.versionID, lastModified: facts.lastModified, requestID: facts.requestID, bytesResumed: ledger.bytesResumed)
        } catch {
            let isUseless = [.objectChanged, .checksumMismatch].contains((error as? ClientError)?.code)
            if place == nil || checkpoint == nil || pieces.count < 2 || ledger.isEmpty || isUseless {
                part.remove()
                place?.remove()
            } else {
                save(ledger.pieces)
            }
            throw error
        }
    }

    /// Fetches what is missing, some pieces side by side.
    private func fetch(
        _ pieces: [DownloadLedger.Piece], facts: ObjectFacts, first: OpenedObject?, part: PartFile, ledger: DownloadLedger
    ) async throws {
        let pacer = options.pacer
        try await withThrowingTaskGroup(of: Void.self) { group in
            var running = 0
            for (index, piece) in pieces.enumerated() where !piece.rest.isEmpty {
                if running >= options.parallelism {
                    try await group.next()
                    running -= 1
                }
                let opened = index == 0 ? first : nil
                group.addTask {
                    let reader = opened.map { ObjectReader(source, $0) } ?? ObjectReader(source, facts: facts, range: piece.rest)
                    try await write(reader, piece: index, part: part, ledger: ledger, pacer: pacer)
                }
                running += 1
            }
            try await group.waitForAll()
        }
        // An empty object has an answer with nothing in it, which is to be read all the same.
        if facts.size == 0, let first { for try await _ in first.body {} }
    }

    /// Bytes that are gathered before they are written: connections deliver small pieces.
    private static let writeSize = 256 * 1024

    private func write(_ reader: ObjectReader, piece: Int, part: PartFile, ledger: DownloadLedger, pacer: Pacer?) async throws {
        var reader = reader
        var gathered = ByteBuffer()
        var position = reader.offset
        func flush() async throws {
            guard gathered.readableBytes > 0 else { return }
            let bytes = gathered
            gathered = ByteBuffer()
            try await part.write(bytes, at: position) { ledger.wrote($0, of: piece) }
            position += Int64(bytes.readableBytes)
        }
        do {
            while let chunk = try await reader.next() {
                if gathered.readableBytes == 0 { gathered = chunk } else { gathered.writeImmutableBuffer(chunk) }
                if gathered.readableBytes >= Self.writeSize { try await flush() }
                try await pacer?.pay(chunk.readableBytes)
            }
        } catch {
            // What arrived need not arrive again.
            try? await flush()
            throw error
        }
        try await flush()
    }
}
