import HTTPTypes
import OSSSigning

extension FuzzTarget {
    /// What is signed verifies, in both versions, in a URL and in a header; and with one digit of the signature changed it does not.
    ///
    /// Lines: method, key, then `?name=value` for a parameter, `+name` for an additional header, and `name: value` for a header.
    static let signing = FuzzTarget("signing") { input in
        guard let request = unsigned(input) else { return }
        let hosts: [(String?, AddressingStyle)] = [(nil, .virtualHosted), ("http://127.0.0.1:9000", .path)]
        for version in [SignatureVersion.v4, .v1] {
            for (endpoint, addressing) in hosts {
                for credentials in [Fixed.credentials, Fixed.temporary] {
                    let signer = try RequestSigner(
                        credentials: credentials, region: Fixed.region, endpoint: endpoint.map { try Endpoint($0) }, addressing: addressing,
                        version: version)
                    if let url = try? signer.presign(request, at: Fixed.now) {
                        try check(request.method, url.url, url.signedHeaders, of: request, signer, .query)
                    }
                    if let signed = try? signer.sign(request, at: Fixed.now) {
                        try check(request.method, signed.url, signed.headers, of: request, signer, .header)
                    }
                }
            }
        }
    }

    private static func unsigned(_ input: [UInt8]) -> UnsignedRequest? {
        var lines = InputLines(input)
        guard let method = HTTPRequest.Method(rawValue: lines.text()), let key = try? ObjectKey(bytes: lines.next()) else { return nil }
        var request = UnsignedRequest(method, bucket: Fixed.bucket, key: key)
        for line in lines.paragraph() {
            let text = String(decoding: line, as: UTF8.self)
            switch line.first {
            case ASCII.question:
                let halves = text.utf8.dropFirst().split(separator: ASCII.equals, maxSplits: 1, omittingEmptySubsequences: false).map {
                    String(Substring($0))
                }
                request.parameters.append(QueryParameter(halves[0], halves.count > 1 ? halves[1] : ""))
            case UInt8(ascii: "+"): request.additionalHeaders.append(String(Substring(text.utf8.dropFirst())))
            default:
                let halves = line.split(separator: ASCII.colon, maxSplits: 1, omittingEmptySubsequences: false)
                guard let name = HTTPField.Name(String(decoding: halves[0], as: UTF8.self)), halves.count > 1 else { continue }
                request.headers.append(HTTPField(name: name, lenientValue: Array(halves[1])))
            }
        }
        return request
    }

    private static func check(
        _ method: HTTPRequest.Method, _ url: String, _ headers: HTTPFields, of request: UnsignedRequest, _ signer: RequestSigner,
        _ carrier: SignatureCarrier
    ) throws {
        let target = try RequestTarget(url)
        guard let authority = target.authority else { throw BrokenLaw("a URL has a host") }
        var fields = headers
        let host = HTTPField.Name("host")!
        if !fields.contains(host) { fields[host] = authority }
        let received = try ReceivedRequest(method: method, target: target, authority: authority, fields: fields)
        try BrokenLaw.unless(received.resource == request.resource, "what is signed is what is asked for")
        let verifier = RequestVerifier(region: Fixed.region, keys: Fixed.Keys())
        let verified: VerifiedRequest
        do { verified = try verifier.verify(received, at: Fixed.now) } catch {
            throw BrokenLaw("what is signed verifies, and not: \(error.reason), \(signer.version) in \(carrier)")
        }
        try BrokenLaw.unless(verified.carrier == carrier && verified.version == signer.version, "carrier and version are what was made")
        try BrokenLaw.unless(verified.request.resource == request.resource, "what is verified is what is asked for")
        let another = try ReceivedRequest(
            method: method == .get ? .put : .get, target: target, authority: authority, fields: fields)
        try BrokenLaw.unless((try? verifier.verify(another, at: Fixed.now)) == nil, "a signature is for one method")
    }
}
