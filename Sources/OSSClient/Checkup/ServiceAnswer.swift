import HTTPTypes
import OSSSigning

/// What the service said to one request, and when.
struct ServiceAnswer: Sendable {
    let status: Int
    let headers: HTTPFields
    let body: [UInt8]
    /// The refusal, when it is one.
    let error: ServiceError?
    /// This machine's clock before and behind.
    let sent: SigningTime
    let received: SigningTime
    let milliseconds: Int

    /// How many seconds a clock may be off before OSS refuses.
    static let tolerance: Int64 = 900

    /// Whether it is OSS, or something that speaks like it, that answered.
    var isOSS: Bool { headers.text("x-oss-request-id") != nil }

    /// How many seconds this machine's clock is behind the server's; `nil` when the server does not tell the time.
    ///
    /// The server read its clock somewhere between the two readings of ours, and tells whole seconds.
    var clockOffset: Int64? {
        guard let server = headers.text("date").flatMap({ SigningTime(httpDate: $0) }) else { return nil }
        if server < sent { return sent.seconds(until: server) }
        if received < server { return received.seconds(until: server) }
        return 0
    }
}

extension Checkup {
    /// A request that changes nothing.
    enum Question: Sendable {
        /// GetBucketLocation, or ListBuckets when there is no bucket.
        case bucketOrBuckets
        /// ListBuckets.
        case buckets
        /// HeadObject without a signature.
        case urlWithoutQuery
    }

    /// Asks, signed at a time when there is a key.
    func ask(_ question: Question, at time: SigningTime) async throws -> ServiceAnswer {
        var request = TransportRequest(question == .urlWithoutQuery ? .head : .get, url: try subject.requestURL(question))
        let unsigned = subject.unsigned(question)
        if question != .urlWithoutQuery, let credentials = subject.credentials, credentials.accessKey != nil,
            let region = subject.signingRegion
        {
            let signer = try RequestSigner(
                credentials: credentials, region: region, endpoint: subject.endpoint, addressing: subject.addressing, version: subject.version,
                product: subject.endpoint.cloudBoxID == nil ? .oss : .ossCloudBox)
            let signed = try signer.sign(unsigned, at: time)
            request = TransportRequest(signed.method, url: signed.url, headers: signed.headers)
        }
        return try await answer(to: request, operation: unsigned.resource.bucket == nil ? "ListBuckets" : "GetBucketLocation")
    }

    /// Sends a request and reads what comes, within bounds. A kept connection may end just when it is used again, so a lost one is tried once more.
    func answer(to request: TransportRequest, operation: String) async throws -> ServiceAnswer {
        do { return try await attempt(request, operation: operation) } catch let error as ClientError where error.code == .connectionLost {
            return try await attempt(request, operation: operation)
        }
    }

    private func attempt(_ request: TransportRequest, operation: String) async throws -> ServiceAnswer {
        var request = request
        request.headers[.userAgent] = "waybill"
        let (means, outgoing) = (means, request)
        let sent = means.now()
        let start = ContinuousClock.now
        return try await withTimeLimit(means.limit, "the service") {
            let response = try await means.transport.send(outgoing)
            let (received, milliseconds) = (means.now(), (ContinuousClock.now - start).milliseconds)
            let body = try await response.bodyPrefix(ServiceError.maximumBytes)
            let isRefusal = !(200...299).contains(response.status)
            return ServiceAnswer(
                status: response.status, headers: response.headers, body: body,
                error: isRefusal ? ServiceError(operation: operation, status: response.status, headers: response.headers, body: body) : nil,
                sent: sent, received: received, milliseconds: milliseconds)
        }
    }
}

extension CheckupSubject {
    /// The region that requests are signed for; the oldest one when nothing says which.
    var signingRegion: Region? { region ?? endpoint.regionID ?? (try? Region("cn-hangzhou")) }

    func unsigned(_ question: Checkup.Question) -> UnsignedRequest {
        guard question == .bucketOrBuckets, let bucket else {
            var request = UnsignedRequest(.get, .service)
            request.add("max-keys", 1)
            return request
        }
        var request = UnsignedRequest(.get, .bucket(bucket))
        request.add("location", "")
        return request
    }

    /// Where a question goes, without a signature.
    func requestURL(_ question: Checkup.Question) throws -> String {
        if let url { return url.withoutQuery }
        return try unsigned(question).anonymousURL(at: endpoint, addressing: addressing)
    }
}

extension CheckResult {
    /// Whether it is OSS that answers.
    init(service answer: ServiceAnswer) {
        var facts = ["status": String(answer.status), "milliseconds": String(answer.milliseconds)]
        facts["server"] = answer.headers.text("server")
        facts["request_id"] = answer.headers.text("x-oss-request-id")
        let server = answer.headers.text("server").map { " (\($0.prefix(60)))" } ?? ""
        if answer.status >= 500 {
            self.init(
                .service, .failure(.refused), "the service\(server) has a problem of its own: \(answer.error.map { "\($0)" } ?? "")",
                advice: "try again later", facts: facts)
        } else if answer.isOSS {
            self.init(.service, .ok, "OSS\(server) answered within \(answer.milliseconds) ms", facts: facts)
        } else {
            let kind = (300...399).contains(answer.status) ? "a redirect" : "an answer"
            self.init(
                .service, .failure(.local), "\(kind) of status \(answer.status)\(server) without x-oss-request-id: this is not OSS",
                advice: "check the endpoint; a proxy or the login page of a network may answer in its place", facts: facts)
        }
    }

    /// How far the clocks are apart.
    init(clockOffset offset: Int64?) {
        guard let offset else {
            self.init(.clock, .warning, "the server does not tell its time", advice: "a proxy may remove the Date header")
            return
        }
        let facts = ["offset_seconds": String(offset)]
        let direction = offset > 0 ? "behind" : "ahead of"
        let text = "this machine's clock is \(Self.duration(offset)) \(direction) the server's"
        switch abs(offset) {
        case 0...1: self.init(.clock, .ok, "this machine's clock and the server's agree to the second", facts: facts)
        case 2..<60: self.init(.clock, .ok, text, facts: facts)
        case 60...ServiceAnswer.tolerance:
            self.init(
                .clock, .warning, "\(text), so URLs that are presigned here \(offset > 0 ? "end that much too early" : "last that much too long")",
                advice: "set the clock, by NTP for example", facts: facts)
        default:
            self.init(
                .clock, .failure(.refused), "\(text): OSS refuses what is signed more than 15 minutes off",
                advice: "set the clock, by NTP for example", facts: facts)
        }
    }

    private static func duration(_ seconds: Int64) -> String {
        let seconds = seconds.magnitude
        if seconds < 120 { return "\(seconds) s" }
        if seconds < 7200 { return "\(seconds / 60) min \(seconds % 60) s" }
        return seconds < 172_800 ? "\(seconds / 3600) h \(seconds % 3600 / 60) min" : "\(seconds / 86_400) days"
    }
}
