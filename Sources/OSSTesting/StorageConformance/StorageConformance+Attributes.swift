import OSSSigning
import OSSStorage
import OSSWire

extension StorageConformance {
    static let attributeCases: [Case] = [
        Case("attributes of the current and of older versions are changed by themselves; markers have none") { rig, _ in
            let storage = try await open(rig)
            let restoration = ObjectAttributes.Restoration(ready: Moments.at(60), expiry: Moments.at(86_400))
            let changes: [ObjectAttribute] = [
                .acl(.publicRead), .tags([.init(key: "k\u{E9}", value: ""), .init(key: "", value: "v\u{0}"), .init(key: "k\u{E9}", value: "2")]),
                .sealed(Moments.start), .restoration(restoration),
            ]
            try await Claim.fails(.noSuchObject) { _ = try await storage.set(.acl(.default), of: bucket, key) }
            try await Claim.fails(.noSuchBucket) { _ = try await storage.set(.acl(.default), of: .test("elsewhere"), key) }
            try await storage.configure(bucket, .versioning(.enabled))
            let old = try await storage.put(bucket, key, ObjectDescription(headers: ["a": "b"]), body: TestBody([1]), at: Moments.start)
            let new = try await storage.put(bucket, key, body: TestBody([2]), at: Moments.start)
            for version in [old.version, new.version] {
                for change in changes {
                    try await Claim.equal(
                        storage.set(change, of: bucket, key, version: version), ChangeEffect(existed: true, version: version))
                }
            }
            let expected = ObjectAttributes(
                acl: .publicRead, tags: [.init(key: "k\u{E9}", value: ""), .init(key: "", value: "v\u{0}"), .init(key: "k\u{E9}", value: "2")],
                sealed: Moments.start, restoration: restoration)
            for object in [old, new] {
                var changed = object
                changed.summary.attributes = expected
                try await Claim.equal(storage.entry(bucket, key, version: object.version), .object(changed))
            }
            for change in [ObjectAttribute.acl(.default), .tags([]), .restoration(nil)] {
                try await Claim.equal(storage.set(change, of: bucket, key).version, new.version)
            }
            try await Claim.equal(storage.object(bucket, key)?.attributes, ObjectAttributes(sealed: Moments.start), "the current one")
            try await Claim.equal(storage.versions(bucket).map(\.version), [new.version, old.version], "no new version")

            let marker = try await storage.deleteObject(bucket, key, at: Moments.start)
            for version in [nil, marker.version, VersionID("missing")!, .null] {
                try await Claim.fails(.noSuchObject) { _ = try await storage.set(.acl(.private), of: bucket, key, version: version) }
            }
            _ = try await storage.deleteObject(bucket, key, version: marker.version, at: Moments.start)
            try await Claim.equal(storage.object(bucket, key)?.attributes, ObjectAttributes(sealed: Moments.start), "promoted with its attributes")
        },
        Case("attributes come with listings and with objects, in any combination") { rig, random in
            let storage = try await open(rig)
            for number in 0..<30 {
                var attributes = ObjectAttributes(sealed: Bool.random(using: &random) ? Moments.at(7) : nil)
                attributes.acl = ObjectACL.allCases.randomElement(using: &random) ?? .default
                for tag in 0..<Int.random(in: 0...3, using: &random) { attributes.tags.append(.init(key: "k\(tag)", value: "\(random.next())")) }
                if Bool.random(using: &random) { attributes.symlinkTarget = Array("\u{10FFFF}".utf8) }
                if Bool.random(using: &random) { attributes.restoration = .init(ready: Moments.start, expiry: Moments.at(5)) }
                let key = ObjectKey.test("attributes-\(number)")
                _ = try await storage.put(bucket, key, ObjectDescription(attributes: attributes), body: TestBody([]), at: Moments.start)
                try await Claim.equal(storage.object(bucket, key)?.attributes, attributes)
                try await Claim.equal(storage.list(bucket, ListQuery(prefix: key.bytes)).objects.first?.attributes, attributes)
                try Claim.equal(ObjectAttributes(serialized: attributes.serialized ?? [1]), attributes)
            }
        },
        Case("a symbolic link names its target and is an object of no bytes") { rig, _ in
            let storage = try await open(rig)
            let target = ObjectKey.test("target/\u{E9}")
            let link = try await storage.putSymlink(
                bucket, key, target: target, ObjectDescription(headers: ["x-oss-meta-a": "b"], storageClass: .infrequentAccess), at: Moments.at(3))
            try await Claim.equal(storage.object(bucket, key), link)
            try Claim.equal(link.attributes.symlinkTarget, target.bytes)
            try Claim.equal([link.type.rawValue, link.storageClass.rawValue, "\(link.size)"], ["Symlink", "IA", "0"])
            try await Claim.equal(storage.bytes(bucket, key), [])
            let other = try await storage.putSymlink(bucket, .test("other"), target: .test("t"), ObjectDescription(), at: Moments.start)
            try Claim.holds(other.etag != link.etag, "the tag follows the target")
            try await Claim.fails(.noSuchBucket) {
                _ = try await storage.putSymlink(.test("elsewhere"), key, target: target, ObjectDescription(), at: Moments.start)
            }
        },
        Case("settings of a bucket come back as they were set, one by one") { rig, random in
            let storage = rig.storage()
            let name = BucketName.test("settings")
            var settings = BucketSettings(
                acl: .publicRead, storageClass: .archive, redundancy: "ZRS", versioning: nil, documents: ["cors": random.bytes(3000), "empty": []])
            _ = try await storage.createBucket(name, settings, at: Moments.at(4))
            try await Claim.equal(storage.bucket(name), StoredBucket(name: name, creation: Moments.at(4), settings: settings))
            try await Claim.equal(storage.createBucket(name, BucketSettings(), at: Moments.at(5)), .alreadyThere)
            try await Claim.equal(storage.bucket(name)?.settings, settings, "making it again changes nothing")
            let document = random.bytes(70_000)
            try await storage.configure(name, .acl(.private))
            try await storage.configure(name, .versioning(.enabled))
            try await storage.configure(name, .document("lifecycle", document))
            try await storage.configure(name, .document("cors", nil))
            try await storage.configure(name, .document("never there", nil))
            try await storage.configure(name, .versioning(.suspended))
            settings.acl = .private
            settings.versioning = .suspended
            settings.documents = ["lifecycle": document, "empty": []]
            try await Claim.equal(storage.bucket(name), StoredBucket(name: name, creation: Moments.at(4), settings: settings))
            try await Claim.equal(storage.buckets().buckets.map(\.settings), [settings])
            try await Claim.fails(.noSuchBucket) { try await storage.configure(.test("elsewhere"), .acl(.private)) }
            try await storage.deleteBucket(name)
            _ = try await storage.createBucket(name, at: Moments.start)
            try await Claim.equal(storage.bucket(name)?.settings, BucketSettings(), "nothing is left of the bucket before")
        },
        Case("a bucket is empty when it has no object, no older version, no marker and no upload") { rig, _ in
            let storage = try await open(rig)
            try await storage.configure(bucket, .versioning(.enabled))
            let object = try await storage.put(bucket, key, body: TestBody([1]), at: Moments.start)
            let marker = try await storage.deleteObject(bucket, key, at: Moments.start)
            try await Claim.fails(.bucketNotEmpty, "a marker and a version") { try await storage.deleteBucket(bucket) }
            _ = try await storage.deleteObject(bucket, key, version: object.version, at: Moments.start)
            try await Claim.fails(.bucketNotEmpty, "a marker") { try await storage.deleteBucket(bucket) }
            _ = try await storage.deleteObject(bucket, key, version: marker.version, at: Moments.start)
            let upload = try await storage.initiate(bucket, key, at: Moments.start)
            try await Claim.fails(.bucketNotEmpty, "an upload") { try await storage.deleteBucket(bucket) }
            try await storage.abort(upload, at: Moments.start)
            try await storage.deleteBucket(bucket)
        },
        Case("a thousand objects are deleted in few transactions, in their order, and each says what became of it") { rig, _ in
            _ = try await open(rig)
            let plan = FaultPlan()
            let storage = ObjectStorage(catalogue: FaultyCatalogue(rig.catalogue, plan: plan), blobs: rig.blobs, limits: StorageRig.limits)
            try await storage.configure(bucket, .versioning(.enabled))
            let object = try await storage.put(bucket, key, body: TestBody([1]), at: Moments.start)
            let before = plan.steps.count
            var keys: [(key: ObjectKey, version: VersionID?)] = (0..<998).map { (ObjectKey.test("key-\($0)"), nil) }
            keys.insert((key, object.version), at: 0)
            keys.append((key, object.version))
            let effects = try await storage.deleteObjects(bucket, keys, at: Moments.start)
            try Claim.holds(plan.steps.count - before <= 5, "\(plan.steps.count - before) transactions")
            try Claim.equal(effects.count, 1000)
            try Claim.equal(effects.first, ChangeEffect(existed: true, version: object.version))
            try Claim.equal(effects.last, ChangeEffect(existed: false, version: object.version))
            try Claim.holds(effects.dropFirst().dropLast().allSatisfy { $0.isDeleteMarker && !$0.existed }, "markers")
            let versions = try await storage.versions(bucket)
            let made = Dictionary(uniqueKeysWithValues: versions.map { ($0.key, $0.version) })
            try Claim.holds(zip(keys, effects).dropFirst().dropLast().allSatisfy { made[$0.key] == $1.version }, "the markers' names")
            try await Claim.equal(storage.deleteObjects(bucket, [], at: Moments.start), [])
            try await Claim.fails(.noSuchBucket) { _ = try await storage.deleteObjects(.test("elsewhere"), keys, at: Moments.start) }
        },
    ]
}
