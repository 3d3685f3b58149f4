"""The command ``train``."""

from argparse import Namespace

_LEFT_OUT = "left_out_"


def run(options: Namespace) -> int:
    """Train from the shipped data, write the model and print how well it does."""
    from mvs_classifier.training.train import train

    result = train(output=options.output)
    if options.json:
        import json

        print(json.dumps(result.classifier.info._asdict(), ensure_ascii=False))
        return 0
    info = result.classifier.info
    total = sum(info.examples.values())
    print(f"model {info.fingerprint} written to {options.output}: {total:,} examples, {info.features:,} features")
    print("                     in cross-validation   styles left out")
    for name in (name for name in result.report if not name.startswith(_LEFT_OUT)):
        print(f"  {name:<20}{result.report[name]:>18.3f}{result.report[_LEFT_OUT + name]:>18.3f}")
    return 0
