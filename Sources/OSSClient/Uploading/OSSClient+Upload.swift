import NIOCore
import OSSSigning
import OSSWire

extension OSSClient {
    /// Uploads an object: small ones in one PUT, large ones in parts side by side.
    ///
    /// ```swift
    /// let receipt = try await client.upload(.file("film.mp4"), to: PutObjectRequest(bucket: "examplebucket", key: "film.mp4")).receipt()
    /// ```
    ///
    /// The CRC-64 of what was sent is compared with what OSS stored. With ``UploadOptions/checkpointDirectory`` an upload in parts of a file goes
    /// on after a crash: what has arrived is asked for and compared, and not sent again.
    ///
    /// - Parameter request: the object, with the headers that it is to have; its body is not used.
    /// - Throws: ``ServiceError``, ``ClientError``.
    ///
    /// OSS pages: "Simple upload", "Multipart upload", "Resumable upload".
    public func upload(_ source: UploadSource, to request: PutObjectRequest, options: UploadOptions = UploadOptions()) -> Upload {
        Upload { report in
            try await ObjectUpload(client: self, source: source, request: request, options: options, report: report).run()
        }
    }

    /// Begins an upload in parts.
    func beginUpload(_ requests: MultipartRequests) async throws -> String {
        try await perform(InitiateMultipartUploadRequest.operation, requests.initiate) { response in
            try await OperationResponse(response).document(InitiateMultipartUploadDocument.init(answer:)).uploadID
        }
    }
}

/// One upload with a client's own credentials.
struct ObjectUpload: Sendable {
    let client: OSSClient
    let source: UploadSource
    let request: PutObjectRequest
    let options: UploadOptions
    let report: Upload.Report

    func run() async throws -> UploadReceipt {
        switch source.kind {
        case .file(let path): return try await run(.file(LocalFile(path: path)))
        case .bytes(let buffer): return try await run(.bytes(buffer))
        case .stream(let chunks, let length): return try await run(chunks, length: length)
        }
    }

    private func run(_ content: UploadContent) async throws -> UploadReceipt {
        guard content.size >= options.multipartThreshold || content.size > SinglePut.maximumSize else { return try await put(source) }
        let requests = MultipartRequests(try request.unsigned)
        let checkpoint = UploadCheckpoint.Place(content: content, requests: requests, client: client, options: options)
        let kept = checkpoint?.load()
        if let kept, let receipt = try await goOn(content, requests: requests, kept: kept, checkpoint: checkpoint) { return receipt }
        let fresh = try PartPlan(size: content.size, partSize: options.partSize)
        try checkpoint?.prepare()
        let uploadID = try await client.beginUpload(requests)
        do { try checkpoint?.save(uploadID: uploadID, plan: fresh) } catch {
            // Nobody could go on with it.
            try? await SignedDestination(client: client, requests: requests, uploadID: uploadID).abort()
            throw error
        }
        return try await run(content, plan: fresh, requests: requests, uploadID: uploadID, resumes: false, checkpoint: checkpoint)
    }

    /// Goes on with an upload of an earlier run; `nil` when OSS knows nothing of it any more, or something else than the checkpoint says.
    private func goOn(
        _ content: UploadContent, requests: MultipartRequests, kept: UploadCheckpoint, checkpoint: UploadCheckpoint.Place?
    ) async throws -> UploadReceipt? {
        do {
            guard let plan = try? PartPlan(size: content.size, partSize: kept.partSize) else { throw ClientError(.notResumable, "") }
            return try await run(content, plan: plan, requests: requests, uploadID: kept.uploadID, resumes: true, checkpoint: checkpoint)
        } catch let error as ServiceError where error.code == .noSuchUpload {
        } catch let error as ClientError where error.code == .notResumable {}
        checkpoint?.remove()
        return nil
    }

    private func run(
        _ content: UploadContent, plan: PartPlan, requests: MultipartRequests, uploadID: String, resumes: Bool, checkpoint: UploadCheckpoint.Place?
    ) async throws -> UploadReceipt {
        let destination = SignedDestination(client: client, requests: requests, uploadID: uploadID)
        let run = MultipartRun(
            content: content, plan: plan, destination: destination, options: options,
            meter: ProgressMeter(totalBytes: content.size, report: report), pacer: pacer)
        let receipt = try await destination.leavingNothing(if: options.leftovers) { try await run.run(resumes: resumes) }
        checkpoint?.remove()
        return receipt
    }

    private func run(_ chunks: ByteChunks, length: Int64?) async throws -> UploadReceipt {
        if let length, length >= options.multipartThreshold { _ = try PartPlan(size: length, partSize: options.partSize) }
        let sized = try options.partSize ?? length.map { try PartPlan(size: $0).partSize }
        var parts = PartCutter(chunks, partSize: sized)
        let first = try await parts.next(number: 1) ?? .init()
        // What fits one part is repeated as a whole.
        if first.readableBytes < parts.size(of: 1) { return try await put(UploadSource(kind: .bytes(first))) }
        let requests = MultipartRequests(try request.unsigned)
        let destination = SignedDestination(client: client, requests: requests, uploadID: try await client.beginUpload(requests))
        let run = StreamRun(
            destination: destination, options: options, meter: ProgressMeter(totalBytes: length, report: report), pacer: pacer)
        // Nobody can go on with a stream, so nothing is left of it.
        return try await destination.leavingNothing(if: .aborted) { try await run.run(first: first, parts: parts) }
    }

    private func put(_ source: UploadSource) async throws -> UploadReceipt {
        let unsigned = try request.unsigned
        return try await SinglePut(source: source, options: options, report: report) { body, accept in
            try await client.perform(PutObjectRequest.operation, unsigned, body: body) { response in
                let answer = try await OperationResponse(response)
                try accept(answer)
                return answer
            }
        }.run()
    }

    private var pacer: Pacer? { options.bandwidthLimit.map { Pacer(bytesPerSecond: $0) } }
}

/// An upload in parts that a client's own credentials sign for.
struct SignedDestination: MultipartDestination {
    let client: OSSClient
    let requests: MultipartRequests
    let uploadID: String

    func arrivedParts() async throws -> [ListedPart] {
        var arrived: [ListedPart] = []
        while true {
            let page = try await client.send(requests.list(uploadID: uploadID, after: arrived.last?.number ?? 0))
            guard !page.parts.isEmpty, arrived.count < PartPlan.maximumCount else { return arrived }
            arrived += page.parts
            guard page.isTruncated else { return arrived }
        }
    }

    func send(
        part number: Int, body: RequestBody, accept: @escaping @Sendable (OperationResponse) throws -> Void
    ) async throws -> OperationResponse {
        try await client.perform(UploadPartRequest.operation, requests.part(number, uploadID: uploadID).unsigned, body: body) { response in
            let answer = try await OperationResponse(response)
            try accept(answer)
            return answer
        }
    }

    func complete(_ parts: [CompletedPart]) async throws -> OperationResponse {
        try await client.perform(CompleteMultipartUploadRequest.operation, requests.complete(uploadID: uploadID)) { try await OperationResponse($0) }
    }

    func stored() async throws -> OperationResponse? {
        do {
            return try await client.perform(HeadObjectRequest.operation, requests.head.unsigned) { try await OperationResponse($0) }
        } catch let error as ServiceError where error.status == 404 {
            return nil
        }
    }

    func abort() async throws {
        _ = try await client.send(requests.abort(uploadID: uploadID))
    }
}
