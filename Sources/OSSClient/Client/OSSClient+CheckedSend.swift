import OSSWire

extension OSSClient {
    /// Sends a request whose body OSS stores, and compares OSS's CRC-64 of it with that of what was sent. A body that arrived damaged is sent
    /// again, as after any failure that may pass.
    ///
    /// - Parameter initial: the CRC-64 of what the object has before the body, for an append.
    /// - Throws: ``ClientError`` with the code `checksumMismatch`, and what ``send(_:)`` throws.
    func sendChecked<Request: OperationRequest>(_ request: Request, following initial: UInt64 = 0) async throws -> Request.Output {
        let unsigned = try request.unsigned
        let digest = SendingDigest()
        let (sum, isEmpty) = (digest, request.body.length == 0)
        let body = isEmpty ? request.body : request.body.observed(begin: digest.begin, digest.update)
        let response = try await perform(Request.operation, unsigned, body: body, isIdempotent: request.isIdempotent) { response in
            let answer = try await OperationResponse(response)
            let sent = CRC64.combine(initial, sum.value, secondLength: UInt64(sum.size))
            try SendingDigest.compare(sent: sent, received: answer)
            return answer
        }
        return try request.output(of: response)
    }
}
