import HTTPTypes
import NIOCore
import OSSWire

/// Sends the parts of content that can be read at any place, those left out that have arrived before, and completes.
struct MultipartRun: Sendable {
    let content: UploadContent
    let plan: PartPlan
    let destination: any MultipartDestination
    let options: UploadOptions
    let meter: ProgressMeter
    let pacer: Pacer?

    /// - Parameter resumes: whether parts may have arrived before.
    /// - Throws: besides what sending throws, `ServiceError` with the code `NoSuchUpload` when the upload is gone and the object is not this content.
    func run(resumes: Bool) async throws -> UploadReceipt {
        do { return try await send(resumes: resumes) } catch let error as ServiceError where error.code == .noSuchUpload {
            // It may have been completed before: by an earlier run, or by a request whose answer was lost.
            guard let receipt = try await storedBefore() else { throw error }
            return receipt
        }
    }

    private func storedBefore() async throws -> UploadReceipt? {
        guard let response = try await destination.stored(), let stored = response.crc64,
            response.headers[.contentLength].flatMap({ Int64($0) }) == content.size, try await content.crc64(0..<content.size) == stored
        else { return nil }
        meter.resumed(content.size)
        meter.flush()
        return UploadReceipt(
            size: content.size, crc64: stored, response: response, partCount: plan.count, resumedPartCount: plan.count)
    }

    private func send(resumes: Bool) async throws -> UploadReceipt {
        var done = resumes ? try await comparedParts(try await destination.arrivedParts()) : [:]
        let resumedCount = done.count
        for number in 1...plan.count where done[number] != nil { meter.resumed(size(number)) }
        try await withThrowingTaskGroup(of: CompletedPart.self) { group in
            var running = 0
            for number in 1...plan.count where done[number] == nil {
                if running >= options.parallelism, let part = try await group.next() {
                    done[part.number] = part
                    running -= 1
                }
                group.addTask { try await self.send(number) }
                running += 1
            }
            for try await part in group { done[part.number] = part }
        }
        try content.checkUnchanged()
        let parts = (1...plan.count).compactMap { done[$0] }
        let response = try await destination.complete(parts)
        meter.flush()
        return try UploadReceipt(completing: parts, response: response, resumedCount: resumedCount)
    }

    private func size(_ number: Int) -> Int64 { Int64(plan.range(of: number).count) }

    /// The parts that arrived and are still what the content says. What differs is sent anew, and replaces what is there.
    private func comparedParts(_ arrived: [ListedPart]) async throws -> [Int: CompletedPart] {
        var same: [Int: CompletedPart] = [:]
        for part in arrived {
            guard (1...plan.count).contains(part.number) else {
                throw ClientError(.notResumable, "part \(part.number) of the upload was cut otherwise; give the upload up and start anew")
            }
            guard part.size == size(part.number) else { continue }
            let range = plan.range(of: part.number)
            // Real OSS lists it since 2017; other servers may not.
            if let crc64 = part.crc64 {
                guard try await content.crc64(range) == crc64 else { continue }
                same[part.number] = CompletedPart(number: part.number, crc64: crc64, size: part.size)
            } else {
                let digest = try await content.digest(range)
                guard ETag(md5: digest.md5) == part.etag else { continue }
                same[part.number] = CompletedPart(number: part.number, crc64: digest.crc64, size: part.size)
            }
        }
        return same
    }

    private func send(_ number: Int) async throws -> CompletedPart {
        let range = plan.range(of: number)
        return try await destination.send(
            part: number, chunks: content.chunks(range), length: Int64(range.count), meter: meter, pacer: pacer)
    }
}

extension MultipartDestination {
    /// Sends a part and compares checksums.
    func send(part number: Int, chunks: ByteChunks, length: Int64, meter: ProgressMeter, pacer: Pacer?) async throws -> CompletedPart {
        let digest = SendingDigest()
        let body = RequestBody.replayable(chunks, length: length).measured(part: number, digest: digest, meter: meter, pacer: pacer)
        _ = try await send(part: number, body: body) { try SendingDigest.compare(sent: digest.value, received: $0) }
        meter.finished(number, length)
        return CompletedPart(number: number, crc64: digest.value, size: length)
    }
}

extension RequestBody {
    /// The same body, its pieces counted, summed and paced as they are taken.
    func measured(part: Int, digest: SendingDigest, meter: ProgressMeter, pacer: Pacer?) -> RequestBody {
        let body = pacer.map { paced($0) } ?? self
        return body.observed(
            begin: {
                digest.begin()
                meter.begin(part)
            },
            { chunk in
                digest.update(chunk)
                meter.sent(part, chunk.readableBytes)
            })
    }
}

extension UploadReceipt {
    /// Compares the checksum of the whole with that of the parts.
    /// - Throws: ``ClientError`` with the code `checksumMismatch`; the object is there, and it is not what was sent.
    init(completing parts: [CompletedPart], response: OperationResponse, resumedCount: Int) throws {
        let crc64 = parts.reduce(UInt64(0)) { CRC64.combine($0, $1.crc64, secondLength: UInt64($1.size)) }
        try SendingDigest.compare(sent: crc64, received: response)
        self.init(
            size: parts.reduce(0) { $0 + $1.size }, crc64: crc64, response: response, partCount: parts.count, resumedPartCount: resumedCount)
    }

    init(size: Int64, crc64: UInt64, response: OperationResponse, partCount: Int = 1, resumedPartCount: Int = 0) {
        let completed = try? CompleteMultipartUploadDocument(answer: response.body)
        self.init(
            size: size, crc64: crc64, isChecked: response.crc64 != nil, etag: response.etag ?? completed?.etag,
            versionID: response.versionID, requestID: response.requestID,
            callbackAnswer: completed == nil && !response.body.isEmpty ? response.body : nil, partCount: partCount,
            resumedPartCount: resumedPartCount)
    }
}
