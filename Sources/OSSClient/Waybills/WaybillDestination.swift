import OSSSigning
import OSSWire

/// An upload that a waybill signs for.
struct WaybillDestination: MultipartDestination {
    let uploader: Uploader
    let holder: WaybillHolder
    let listCount: Int
    let abortIsAllowed: Bool

    func arrivedParts() async throws -> [ArrivedPart] {
        var arrived: [ArrivedPart] = []
        for page in 0..<listCount {
            let response = try await perform("ListParts") { $0.list.count > page ? $0.list[page] : nil }
            let parts = try ArrivedPart.read(response)
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
            try await uploader.perform("UploadPart", { try await holder.part(number) }, body: body, accept: accept)
        }
        await holder.arrived(number)
        return response
    }

    func complete(_ parts: [CompletedPart]) async throws -> OperationResponse {
        try await perform("CompleteMultipartUpload") { $0.complete }
    }

    func stored() async throws -> OperationResponse? {
        guard let action = try await holder.action({ $0.head }) else { return nil }
        do { return try await uploader.perform("HeadObject", { action }) } catch let error as ServiceError where error.status == 404 { return nil }
    }

    func abort() async throws {
        if abortIsAllowed { _ = try await perform("AbortMultipartUpload") { $0.abort } }
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

extension ArrivedPart {
    /// The parts of a page of ListParts. What is missing or odd in it is an answer that cannot be used.
    static func read(_ response: OperationResponse) throws -> [ArrivedPart] {
        do {
            let root = try XMLElement.read(response.body, root: "ListPartsResult")
            return try root.all("Part", limit: 1000).map { part in
                ArrivedPart(
                    number: try part.required("PartNumber").number(), size: Int64(try part.required("Size").number()),
                    etag: ETag(received: try part.required("ETag").word()).rawValue, crc64: part["HashCrc64ecma"].flatMap { UInt64($0.text) })
            }
        } catch {
            throw ClientError(.invalidResponse, "the list of parts cannot be read: \(error)")
        }
    }
}
