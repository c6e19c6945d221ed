import OSSClient

/// A backend: a URL for one photo, and a waybill for a film of any size that somebody without credentials uploads.
func handOut(client: OSSClient, filmSize: Int64) async throws -> (PresignedRequest, Waybill) {
    let photo = try PutObjectRequest(bucket: "examplebucket", key: "photos/1.jpg", contentType: "image/jpeg")
    let url = try await client.presign(photo, expires: .seconds(3600))
    print(url.method, url.expiration, url.signedHeaders)

    let film = try PutObjectRequest(bucket: "examplebucket", key: "films/1.mp4", contentType: "video/mp4")
    return (url, try await client.waybill(for: film, size: filmSize))
}

/// An app: parts side by side, resumed by what has arrived, checked by CRC-64. No credentials.
func send(film path: String, with document: [UInt8], uploader: Uploader) async throws -> UploadReceipt? {
    for try await event in try uploader.upload(.file(path), with: Waybill(json: document)) {
        switch event {
        case .progress(let progress): print(progress.bytesSent, "of", progress.totalBytes ?? 0)
        case .refreshed: print("fetched new URLs")
        case .completed(let receipt): return receipt
        }
    }
    return nil
}
