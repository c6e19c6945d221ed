import HTTPTypes
import OSSClient
import OSSSigning
import OSSWire

/// Tries out whether an upload with a presigned URL would be permitted, by one that cannot succeed: a PUT of one byte with the MD5 of another
/// content, which never overwrites. Who may not upload gets 403; who may gets InvalidDigest, before anything is stored.
///
/// OSS pages: "PutObject" (Content-MD5, x-oss-forbid-overwrite).
struct PermissionProbe {
    private let configuration: TransportConfiguration

    init(_ configuration: TransportConfiguration) { self.configuration = configuration }

    /// - Parameters:
    ///   - request: what the URL is for. Headers that need a permission of their own are tried with it; callbacks are not.
    ///   - signer: the URL's own.
    func check(_ request: UnsignedRequest, _ signer: RequestSigner) async -> PermissionCheck {
        guard request.method == .put, request.resource.key != nil, request.parameters.allSatisfy({ Self.harmless.contains($0.name) }),
            !request.headers.contains(where: { $0.name.canonicalName == "x-oss-copy-source" })
        else { return PermissionCheck(.unknown, by: .none, "only the upload of a whole object can be tried out without doing it") }
        var probe = UnsignedRequest(.put, request.resource)
        do {
            for field in request.headers where ["x-oss-object-acl", "x-oss-tagging"].contains(field.name.canonicalName) {
                probe.headers.append(field)
            }
            probe.headers[.checksum] = Self.otherMD5
            probe.headers[.forbidOverwrite] = "true"
            let presigned = try signer.presign(probe, expires: .seconds(60), at: ClientClock.machineTime())
            let answer = try await AsyncHTTPTransport(configuration).send(
                TransportRequest(.put, url: presigned.url, headers: presigned.signedHeaders, body: .bytes(Self.content)))
            return Self.judgement(status: answer.status, try await answer.bodyPrefix(64 * 1024))
        } catch {
            return PermissionCheck(.unknown, by: .request, "the request that tries it out did not get through")
        }
    }

    /// Parameters that change nothing about who may upload.
    private static let harmless = ["callback", "callback-var", "x-oss-traffic-limit"]
    private static let content: [UInt8] = [UInt8(ascii: "x")]
    /// Of no byte at all.
    private static let otherMD5 = "1B2M2Y8AsgTpgAmY7PhCfg=="

    static func judgement(status: Int, _ body: [UInt8]) -> PermissionCheck {
        let document = ReceivedErrorDocument(xml: body)
        let code = document?.code.rawValue ?? ""
        switch (status, code) {
        case (400, "InvalidDigest"):
            return PermissionCheck(.allowed, by: .request, "a PUT that was sent with a wrong checksum got as far as the checksum")
        case (409, "FileAlreadyExists"):
            return PermissionCheck(.allowed, by: .request, "a PUT that must not overwrite found the object, and was let in")
        case (403, _), (404, _):
            let words = document.map { "\($0.code): \($0.message)" } ?? "status \(status)"
            return PermissionCheck(.denied, by: .request, "the server answered \(words)".withoutControls(), ec: document?.ec?.withoutControls())
        case (200..<300, _):
            return PermissionCheck(
                .allowed, by: .request, "the server stored the byte that was sent although its checksum was wrong: it is no OSS; remove the object")
        default:
            return PermissionCheck(.unknown, by: .request, "the server answered \(status)\(code.isEmpty ? "" : " \(code)")".withoutControls())
        }
    }
}

extension HTTPField.Name {
    fileprivate static let checksum = Self("Content-MD5")!
    fileprivate static let forbidOverwrite = Self("x-oss-forbid-overwrite")!
}
