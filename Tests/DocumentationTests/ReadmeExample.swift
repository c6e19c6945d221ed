import HTTPTypes
import OSSSigning

/// A URL that lets anybody upload one JPEG, for an hour.
func presignPhoto(name: String, credentials: Credentials, now: SigningTime) throws -> PresignedRequest {
    let signer = try RequestSigner(credentials: credentials, region: Region("cn-hangzhou"))
    var request = try UnsignedRequest(.put, bucket: BucketName("examplebucket"), key: ObjectKey("photos/\(name)"))
    request.headers[.contentType] = "image/jpeg"
    let upload = try signer.presign(request, expires: .seconds(3600), at: now)
    // The uploader must send upload.signedHeaders exactly so; upload.hazards says what tends to go wrong.
    return upload
}

/// Whether OSS would accept a request, decided offline.
func isAccepted(_ url: String, fields: HTTPFields, keys: any AccessKeyDirectory, now: SigningTime) throws -> Bool {
    let target = try RequestTarget(url)
    let received = try ReceivedRequest(method: .put, target: target, authority: target.authority ?? "", fields: fields)
    let verifier = try RequestVerifier(region: Region("cn-hangzhou"), keys: keys)
    return (try? verifier.verify(received, at: now)) != nil
}
