import HTTPTypes
import OSSAccess
import OSSSigning
import OSSWire

extension Responder {
    /// What came of a request that may have been for the security token service.
    struct SecurityTokenAnswer {
        let response: Response
        /// For the log; `nil` when it names no action of the service.
        let action: SecurityTokenService.Action?
        let error: STSError?
    }

    /// The answer to a request for the security token service; `nil` for one that is for OSS.
    ///
    /// The service has the address of the OSS service, and its requests an action instead of an OSS signature.
    /// - Throws: what reading the body throws.
    func securityTokenAnswer(_ envelope: RequestEnvelope, _ request: ReceivedRequest, _ arrival: Arrival) async throws -> SecurityTokenAnswer? {
        let candidacy = STSRequest.candidacy(envelope, request)
        guard candidacy != .no else { return nil }
        var action: SecurityTokenService.Action?
        // Before the parameters are read, the head alone says how to answer.
        var wantsJSON = envelope.fields.contains(.authorization) || request.query.first("Format").map(ASCII.lowercased) == "json"
        do {
            let body: [UInt8]
            do { body = try await arrival.body.collect(upTo: STSRequest.maximumBody) } catch let error as OSSError where error.code == .entityTooLarge
            {
                guard candidacy == .yes else { return nil }
                throw STSError.tooLarge
            }
            guard candidacy == .yes || STSRequest.formHasAction(body) else { return nil }
            let received = try STSRequest(envelope, body: body)
            wantsJSON = received.wantsJSON
            let named = try SecurityTokenService.action(of: received)
            action = named
            let document = try securityTokenService.answer(
                received, named, in: arrival.directory, requestID: arrival.requestID, at: arrival.now
            ) { caller in
                var context = AccessContext(of: caller, arrival.circumstances)
                context.add(request.fields, tags: [], listing: nil)
                return context
            }
            return SecurityTokenAnswer(response: document.response(status: 200, asJSON: wantsJSON), action: action, error: nil)
        } catch let error as STSError {
            let document = STSDocument(error, requestID: arrival.requestID, authority: arrival.authority)
            return SecurityTokenAnswer(response: document.response(status: error.status, asJSON: wantsJSON), action: action, error: error)
        }
    }
}
