import HTTPTypes
import OSSSigning
import OSSStorage
import OSSWire

/// The answer to a preflight. Nobody signs one: what its query holds is for the request that follows, and is not looked at.
///
/// OSS page: "OptionObject".
enum Preflight {
    static func answer(_ request: ReceivedRequest, _ bucket: StoredBucket?) throws(OSSError) -> Response {
        guard let origin = request.fields[.origin], !origin.isEmpty else { throw .originMissing }
        guard let method = request.fields[.accessControlRequestMethod], !method.isEmpty else { throw .requestMethodMissing }
        guard let rules = try bucket?.cors else { throw .corsNotEnabled }
        guard let answer = rules.preflight(origin: origin, method: method, requestHeaders: request.fields[.accessControlRequestHeaders]) else {
            throw .corsNotAllowed
        }
        return Response(status: 200, headers: answer.headers)
    }
}

extension Response {
    /// Adds what a page of another origin needs in order to read the answer, be it a refusal or not.
    ///
    /// A bucket that asks for `Vary: Origin` gets it on every answer: caches must not give one page the answer for another.
    mutating func setCORS(of bucket: StoredBucket, _ envelope: RequestEnvelope, isPreflight: Bool) {
        // Rules that cannot be read give nobody anything.
        guard let rules = try? bucket.cors else { return }
        if !isPreflight, let origin = envelope.fields[.origin], !origin.isEmpty,
            let answer = rules.actual(origin: origin, method: envelope.method.rawValue)
        {
            for header in answer.headers { set(header.name, header.value) }
        }
        if rules.responseVary, !headers.contains(where: { $0.name == "Vary" }) { set("Vary", "Origin") }
    }
}
