import OSSSigning
import OSSWire

/// The application server's answer, fit to be passed on: JSON, or what it calls XML.
struct CallbackAnswer: Sendable {
    let contentType: String
    let body: [UInt8]

    init(_ reply: CallbackReply) throws(CallbackFailure) {
        let type = ASCII.lowercased(reply.contentType.prefix { $0 != ";" && $0 != " " })
        if type == "application/xml" {
            guard !reply.body.isEmpty, !reply.body.starts(with: "\u{FEFF}".utf8) else { throw .notJSON }
            contentType = "application/xml"
        } else {
            // A byte order mark is no JSON either.
            guard JSONReader.isJSON(reply.body) else { throw .notJSON }
            contentType = "application/json"
        }
        body = reply.body
    }
}

/// How a callback ended.
enum CallbackOutcome: Sendable {
    case answered(CallbackAnswer)
    case failed(CallbackFailure)

    /// Turns the answer to an upload into the answer to an upload with a callback. What the headers tell of the object stays; body, its type and
    /// the status change: 200 with the application server's words, or 203 with the error document.
    func complete(_ response: inout Response, requestID: RequestID, authority: String) {
        response.headers.removeAll { ASCII.lowercased($0.name) == "content-type" }
        switch self {
        case .answered(let answer):
            response.status = 200
            response.body = .bytes(answer.body)
            response.set("Content-Type", answer.contentType)
        case .failed(let failure):
            let refusal = Response(failure.error, requestID: requestID, authority: authority, isHead: false)
            response.status = refusal.status
            response.body = refusal.body
            response.headers += refusal.headers
        }
    }
}
