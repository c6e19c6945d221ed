import OSSSigning
import OSSWire

/// An upload that a waybill signs for.
struct WaybillDestination: MultipartDestination {
    let uploader: Uploader
    let holder: WaybillHolder
    let listCount: Int
    let abortIsAllowed: Bool

    /// The most parts that a page lists.
    private static let pageSize = 1000

    func arrivedParts() async throws -> [ListedPart] {
        var arrived: [ListedPart] = []
        for page in 0..<listCount {
            let response = try await perform(ListPartsRequest.operation) { $0.list.count > page ? $0.list[page] : nil }
            let parts = try response.document(ListPartsDocument.init(answer:)).parts
            guard parts.count <= Self.pageSize else {
                throw ClientError(.invalidResponse, "the list of parts has more of them than were asked for")
            }
            arrived += parts
            // The pages are signed for a thousand parts each; an empty one is the last, unless parts were left out.
            if parts.isEmpty { break }
        }
        for part in arrived { await holder.arrived(part.number) }
        return arrived
    }

    func send(
        part number: Int, body: RequestBody, accept: @escaping @Sendable (OperationResponse) throws -> Void
    ) async throws -> OperationResponse {
        let response = try await renewing {
            try await uploader.perform(UploadPartRequest.operation, { try await holder.part(number) }, body: body, accept: accept)
        }
        await holder.arrived(number)
        return response
    }

    func complete(_ parts: [CompletedPart]) async throws -> OperationResponse {
        try await perform(CompleteMultipartUploadRequest.operation) { $0.complete }
    }

    func stored() async throws -> OperationResponse? {
        guard let action = try await holder.action({ $0.head }) else { return nil }
        do { return try await uploader.perform(HeadObjectRequest.operation, { action }) } catch let error as ServiceError where error.status == 404 {
            return nil
        }
    }

    func abort() async throws {
        if abortIsAllowed { _ = try await perform(AbortMultipartUploadRequest.operation) { $0.abort } }
    }

    private func perform(_ operation: String, _ action: @escaping @Sendable (Waybill) -> Waybill.Action?) async throws -> OperationResponse {
        try await renewing {
            try await uploader.perform(operation) {
                guard let action = try await holder.action(action) else { throw Waybill.invalid("it has no URL for \(operation)") }
                return action
            }
        }
    }

    /// Once more with new URLs, when the old ones had expired.
    private func renewing(_ attempt: @Sendable () async throws -> OperationResponse) async throws -> OperationResponse {
        do { return try await attempt() } catch {
            guard try await holder.renews(after: error) else { throw error }
            return try await attempt()
        }
    }
}
