import OSSSigning
import OSSStorage
import OSSWire

extension StorageConformance {
    static let modelCases: [Case] = [
        Case("random operations of every kind agree with a plain model, without versioning") { rig, random in
            var run = ModelRun(rig, .test("never"))
            try await run.run(steps: 250, versioning: [], &random)
        },
        Case("random operations of every kind agree with a plain model, with versioning") { rig, random in
            var run = ModelRun(rig, .test("enabled"))
            try await run.run(steps: 250, versioning: [.enabled], &random)
        },
        Case("random operations of every kind agree with a plain model, with versioning enabled and suspended in turn") { rig, random in
            for name in ["first", "second"] {
                var run = ModelRun(rig, .test(name))
                try await run.run(steps: 250, versioning: [.enabled, .suspended, .suspended], &random)
            }
        },
    ]
}
