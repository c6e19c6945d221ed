// swift-tools-version: 6.2
import PackageDescription

// One target per concept; a target depends only on what stands above it in this list.
// ARCHITECTURE.md draws the map and says what each dependency saves and costs.

// With WAYBILL_FUZZ=1 our own code, and none of what it depends on, is built for fuzzing: see Fuzz/README.md.
let isFuzzed = Context.environment["WAYBILL_FUZZ"] == "1"

let settings: [SwiftSetting] =
    [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
    ] + (isFuzzed ? [.unsafeFlags(["-sanitize=fuzzer"])] : [])

let asyncHTTPClient: Target.Dependency = .product(name: "AsyncHTTPClient", package: "async-http-client")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let metrics: Target.Dependency = .product(name: "Metrics", package: "swift-metrics")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let serviceLifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")

let package = Package(
    name: "waybill",
    platforms: [.macOS(.v15), .iOS(.v18), .tvOS(.v18), .watchOS(.v11), .visionOS(.v2)],
    products: [
        .library(name: "OSSSigning", targets: ["OSSSigning"]),
        .library(name: "OSSWire", targets: ["OSSWire"]),
        .library(name: "OSSClient", targets: ["OSSClient"]),
        .library(name: "OSSServer", targets: ["OSSServer"]),
        .library(name: "OSSTesting", targets: ["OSSTesting"]),
        .executable(name: "waybill", targets: ["waybill"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0", traits: []),
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics.git", from: "2.13.0"),
        .package(url: "https://github.com/swift-server/async-http-client.git", from: "1.37.0", traits: []),
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
        .package(url: "https://github.com/groue/GRDB.swift.git", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.1", traits: []),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
        .package(url: "https://github.com/jpsim/Yams.git", from: "6.2.2"),
    ],
    targets: [
        .target(name: "OSSSigning", dependencies: [httpTypes, crypto], swiftSettings: settings),
        .target(name: "CRC64Folding"),
        .target(name: "OSSWire", dependencies: ["CRC64Folding", "OSSSigning", crypto, httpTypes], swiftSettings: settings),
        .target(name: "OSSAccess", dependencies: ["OSSWire", "OSSSigning", crypto], swiftSettings: settings),
        .target(name: "OSSExplanation", dependencies: ["OSSWire", "OSSSigning", httpTypes], swiftSettings: settings),
        .target(name: "OSSSnippets", dependencies: ["OSSSigning", httpTypes], swiftSettings: settings),
        .target(
            name: "OSSClient",
            dependencies: [
                "OSSWire", "OSSSigning", asyncHTTPClient, crypto, httpTypes, logging, metrics, nioCore, nioPosix,
                .product(name: "NIOHTTP1", package: "swift-nio"), .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOTLS", package: "swift-nio"),
            ],
            swiftSettings: settings
        ),
        .target(name: "OSSStorage", dependencies: ["OSSWire", "OSSSigning", nioCore], swiftSettings: settings),
        .target(
            name: "OSSStorageLocal",
            dependencies: [
                "OSSStorage", "OSSSigning", "OSSWire", nioCore, nioPosix, .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "OSSServer",
            dependencies: [
                "OSSAccess", "OSSStorage", "OSSWire", "OSSSigning", crypto, cryptoExtras, httpTypes, logging, nioCore, nioPosix, serviceLifecycle,
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "OSSTesting",
            dependencies: ["OSSServer", "OSSAccess", "OSSStorage", "OSSWire", "OSSSigning", logging, nioCore, serviceLifecycle],
            swiftSettings: settings
        ),
        .target(
            name: "YAMLDocuments", dependencies: ["OSSAccess", "OSSWire", "OSSSigning", .product(name: "Yams", package: "Yams")],
            swiftSettings: settings),
        .executableTarget(
            name: "waybill",
            dependencies: [
                "OSSClient", "OSSExplanation", "OSSSnippets", "OSSServer", "YAMLDocuments", "OSSAccess", "OSSStorageLocal", "OSSStorage", "OSSWire",
                "OSSSigning", httpTypes, logging,
                nioCore, nioPosix, .product(name: "NIOHTTP1", package: "swift-nio"),
                serviceLifecycle, .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "OSSServerTests",
            dependencies: [
                "OSSServer", "OSSTesting", "OSSAccess", "OSSStorage", "OSSWire", "OSSSigning", crypto, httpTypes, logging, nioCore, nioPosix,
                serviceLifecycle,
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "OSSClientTests",
            dependencies: [
                "OSSClient", "OSSTesting", "OSSServer", "OSSWire", "OSSSigning", httpTypes, nioCore, nioPosix,
            ],
            swiftSettings: settings
        ),
        .testTarget(name: "OSSAccessTests", dependencies: ["OSSAccess", "OSSWire", "OSSSigning"], swiftSettings: settings),
        .testTarget(name: "OSSExplanationTests", dependencies: ["OSSExplanation", "OSSWire", "OSSSigning", httpTypes], swiftSettings: settings),
        .testTarget(
            name: "WaybillTests", dependencies: ["waybill", "OSSStorageLocal", "YAMLDocuments", "OSSAccess", "OSSSigning", "OSSWire", logging],
            swiftSettings: settings),
        .testTarget(name: "OSSSnippetsTests", dependencies: ["OSSSnippets", "OSSSigning", httpTypes], swiftSettings: settings),
        .testTarget(name: "DocumentationTests", dependencies: ["OSSClient", "OSSTesting", "OSSSigning", httpTypes], swiftSettings: settings),
        .executableTarget(name: "Linkage", dependencies: ["OSSSigning", httpTypes], path: "Tests/Linkage", swiftSettings: settings),
        // Of this package, because they measure what is no product.
        .executableTarget(
            name: "StorageBenchmark", dependencies: ["OSSStorageLocal", "OSSStorage", "OSSWire", "OSSSigning"], path: "Benchmarks/Storage",
            swiftSettings: settings),
        .executableTarget(
            name: "AccessBenchmark", dependencies: ["OSSAccess", "OSSWire", "OSSSigning", httpTypes], path: "Benchmarks/Access",
            swiftSettings: settings),
        .executableTarget(name: "SigningProbe", dependencies: ["OSSSigning", httpTypes], path: "Benchmarks/Probe", swiftSettings: settings),
        // What the fuzzers check, and the test that runs their inputs without one.
        .target(
            name: "FuzzTargets",
            dependencies: [
                "OSSClient", "OSSExplanation", "OSSServer", "YAMLDocuments", "OSSAccess", "OSSWire", "OSSSigning", crypto, httpTypes,
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            path: "Fuzz/Targets", swiftSettings: settings),
        .testTarget(name: "FuzzTests", dependencies: ["FuzzTargets"], swiftSettings: settings),
        .testTarget(name: "OSSSigningTests", dependencies: ["OSSSigning", "Linkage", httpTypes, crypto], swiftSettings: settings),
        .testTarget(name: "OSSWireTests", dependencies: ["OSSWire", "OSSSigning", "OSSTesting", httpTypes, crypto], swiftSettings: settings),
        .testTarget(name: "OSSStorageTests", dependencies: ["OSSStorage", "OSSSigning", "OSSWire", "OSSTesting", nioCore], swiftSettings: settings),
        .testTarget(
            name: "OSSStorageLocalTests",
            dependencies: [
                "OSSStorageLocal", "OSSStorage", "OSSSigning", "OSSWire", "OSSTesting", nioCore, .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: settings
        ),
    ],
    swiftLanguageModes: [.v6]
)

// A fuzzer brings its own entry point, so that nothing but this executable can be linked with it.
if isFuzzed {
    package.targets.append(
        .executableTarget(
            name: "Fuzz", dependencies: ["FuzzTargets"], path: "Fuzz/Driver",
            swiftSettings: settings + [.unsafeFlags(["-parse-as-library"])],
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer"])]))
}
