import OSSWire

/// Where the parts of an upload go: an upload that a client's own credentials sign for, or one that a waybill does.
protocol MultipartDestination: Sendable {
    /// The parts that have arrived so far.
    func arrivedParts() async throws -> [ListedPart]

    /// Sends a part, as often as the policy allows. `accept` judges each answer of 2xx; what it throws counts as the attempt's failure.
    func send(
        part number: Int, body: RequestBody, accept: @escaping @Sendable (OperationResponse) throws -> Void
    ) async throws -> OperationResponse

    /// Puts the object together from these parts, which are all that arrived, in order.
    func complete(_ parts: [CompletedPart]) async throws -> OperationResponse

    /// The head of the object as it is now; `nil` when there is none, or when nobody may ask.
    func stored() async throws -> OperationResponse?

    /// Gives the upload up, and the parts with it.
    func abort() async throws
}

/// A part that is there, and is what was meant to be sent.
struct CompletedPart: Hashable, Sendable {
    let number: Int
    let crc64: UInt64
    let size: Int64
}
