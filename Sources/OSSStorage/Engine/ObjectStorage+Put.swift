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
        _ bucket: BucketName, _ key: ObjectKey, _ description: ObjectDescription = ObjectDescription(), body: Body,
        options: PutOptions = PutOptions(), at moment: SigningTime
    ) async throws -> StoredObject where Body.Element == ByteBuffer {
        try await receive(body, options: options, operation: "put", at: moment) { digest, content, moment in
            let summary = ObjectSummary(
                bucket: bucket, key: key, size: digest.size, etag: ETag(md5: digest.md5), crc64: digest.crc64, lastModified: moment,
                storageClass: description.storageClass, attributes: description.attributes)
            let object = StoredObject(summary: summary, md5: digest.md5, headers: description.headers, content: content)
            return Reception(object) { .putObject(object, ObjectWrite(forbidOverwrite: options.forbidOverwrite, at: $0)) }
        } committed: { object, effect in
            object.summary.version = effect.version
        }
    }

    /// What is to be committed once bytes are durable.
    struct Reception<Value: Sendable> {
        let value: Value
        /// The change, made for the moment of the commit: the grace period of bytes that are replaced begins then, and not when a long upload
        /// began.
        let change: (SigningTime) -> CatalogueChange

        init(_ value: Value, change: @escaping (SigningTime) -> CatalogueChange) {
            self.value = value
            self.change = change
        }
    }

    /// Receives a body, makes it durable, and commits what becomes of it.
    ///
    /// - Parameters:
    ///   - options: what the body is checked against.
    ///   - head: bytes that go before the body and are not part of what is checked.
    ///   - neverInline: the bytes go into a blob, however few they are.
    func receive<Body: AsyncSequence, Value: Sendable>(
        _ body: Body, options: PutOptions, neverInline: Bool = false, operation: String, at moment: SigningTime,
        describe: (ContentDigest.Value, ObjectContent, SigningTime) throws -> Reception<Value>,
        committed: (inout Value, ChangeEffect) -> Void
    ) async throws -> Value where Body.Element == ByteBuffer {
        try checkWritable(operation)
        let beginning = ContinuousClock.now
        var upload = Upload(
            blobs: blobs, inFlight: inFlight, limits: limits, options: options, neverInline: neverInline, operation: operation, at: moment)
        do {
            try upload.checkAnnouncement()
            for try await chunk in body { try await upload.receive(chunk) }
            // A sequence may simply end when its task is cancelled. What came until then is not the object.
            try Task.checkCancellation()
            let (digest, content) = try await upload.finish()
            let reception = try describe(digest, content, moment)
            let effect = try await commit(reception.change(moment.afterTime(since: beginning)), operation: operation, of: &upload)
            var value = reception.value
            committed(&value, effect)
            return value
        } catch {
            await upload.discard()
            throw error
        }
    }

    private func commit(_ change: CatalogueChange, operation: String, of upload: inout Upload) async throws -> ChangeEffect {
        let outcome: CatalogueOutcome
        do {
            outcome = try await commits.apply(change)
        } catch let error as StorageError where error.leavesNoDoubt {
            throw error
        } catch {
            // The blob stays. The row may have reached the disk although the transaction failed: if a restart finds it and the blob had been
            // removed here, there would be a row without bytes. If it does not, a sweep removes the blob.
            upload.release()
            throw error
        }
        switch outcome {
        case .refused(let code): throw StorageError(code, operation: operation)
        case .applied(let effect):
            upload.release()
            return effect
        }
    }
}

extension SigningTime {
    /// What the moment at `beginning` has become by now.
    func afterTime(since beginning: ContinuousClock.Instant) -> SigningTime {
        advanced(bySeconds: beginning.duration(to: .now).components.seconds) ?? self
    }
}
