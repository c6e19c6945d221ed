package import NIOCore
package import OSSSigning
import OSSWire

extension ObjectStorage {
    /// Stores an object. When this returns, the bytes and the row are durable.
    ///
    /// The order is: stage the bytes under a fresh name, take their digests as they stream by, compare them with what was announced,
    /// synchronise the file, put it in place, synchronise the folder, commit the row. A small body is kept in its row and needs the last step only.
    ///
    /// That the bucket exists is decided by the commit. Look before, if a long body should not be read in vain.
    ///
    /// - Parameters:
    ///   - body: is asked for more only when what it gave is on its way to the disk. What it throws is thrown on unchanged.
    ///   - moment: becomes the object's `lastModified`.
    /// - Throws: `StorageError` `.bodyTooShort`, `.bodyTooLong`, `.tooLarge`, `.digestMismatch`, `.crcMismatch`, `.noSuchBucket`,
    ///   `.alreadyExists`, `.tooManyUploads`, `.noSpace`, `.unavailable`. After an error nothing of the upload is visible.
    package func put<Body: AsyncSequence>(
        _ bucket: BucketName, _ key: ObjectKey, headers: StoredHeaders = StoredHeaders(), body: Body, options: PutOptions = PutOptions(),
        at moment: SigningTime
    ) async throws -> StoredObject where Body.Element == ByteBuffer {
        try gate.check("put")
        let beginning = ContinuousClock.now
        var upload = Upload(blobs: blobs, inFlight: inFlight, limits: limits, options: options, at: moment)
        do {
            try upload.checkAnnouncement()
            for try await chunk in body { try await upload.receive(chunk) }
            // A sequence may simply end when its task is cancelled. What came until then is not the object.
            try Task.checkCancellation()
            let (digest, content) = try await upload.finish()
            let summary = ObjectSummary(
                bucket: bucket, key: key, size: digest.size, etag: ETag(md5: digest.md5), crc64: digest.crc64, lastModified: moment)
            let object = StoredObject(summary: summary, md5: digest.md5, headers: headers, content: content)
            // The grace period of the bytes that are replaced begins now, and not when a long upload began.
            let elapsed = beginning.duration(to: .now).components.seconds
            let now = moment.advanced(bySeconds: elapsed) ?? moment
            try await commit(object, forbidOverwrite: options.forbidOverwrite, at: now, of: &upload)
            return object
        } catch {
            await upload.discard()
            throw error
        }
    }

    private func commit(
        _ object: StoredObject, forbidOverwrite: Bool, at moment: SigningTime, of upload: inout Upload
    ) async throws {
        let outcome: CatalogueOutcome
        do {
            outcome = try await commits.apply(.putObject(object, forbidOverwrite: forbidOverwrite, at: moment))
        } catch let error as StorageError where error.code.leavesNoDoubt {
            throw error
        } catch {
            // The blob stays. The row may have reached the disk although the transaction failed: if a restart finds it and the blob had been
            // removed here, there would be a row without bytes. If it does not, a sweep removes the blob.
            upload.release()
            throw error
        }
        if case .refused(let code) = outcome { throw StorageError(code, operation: "put") }
        upload.release()
    }
}
