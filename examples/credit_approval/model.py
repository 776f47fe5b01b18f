#!/usr/bin/env python3
"""Asks `credit_approval.rules` about 1,000 generated applications and compares each answer with a model of its own.

    model.py RULEC [COUNT] [SEED]

The model below says in plain Python what the policy is; nothing of it is taken from what rulec answers. All differences are
counted, the first are shown, and the exit code is 1 if there are any."""
import collections
import json
import os
import random
import subprocess
import sys
import tempfile
from decimal import ROUND_HALF_UP, Decimal, localcontext

HERE = os.path.dirname(os.path.abspath(__file__))
CENT = Decimal("0.01")


def application(draw, number):
    """Edges of every rule are as likely as what lies between them."""
    income = draw.choice([Decimal(0)] + [Decimal(draw.randrange(1, 10))] + 5 * [Decimal(draw.randrange(1_000, 90_000))]
                         + 5 * [Decimal(draw.randrange(100_000, 9_000_000)) * CENT])
    share = draw.choice([Decimal(draw.randrange(0, 70)) / 100, Decimal("0.0999"), Decimal("0.1"), Decimal("0.2"),
                         Decimal("0.36"), Decimal("0.4"), Decimal("0.40005"), Decimal("0.40004")])
    debt = (income * share).quantize(CENT) if income else Decimal(draw.randrange(0, 500_000)) * CENT
    made = {"id": "g%04d" % number, "age": draw.choice([0, 17] + 3 * [18, 19, 25, 40, 63, 99]), "income": income, "debt": debt,
            "years": draw.choice([0, 1, 4, 5, 12]), "housing": draw.choice(["owner", "tenant", "family"]),
            "arrears": draw.choice([0, 0, 1, 2, 4, 5, 11])}
    bureau = draw.choice([None, "absent", 0, 399, 400, 640, 799, 800, 900])
    if bureau != "absent":
        made["bureau"] = bureau
    return made


def dti(a):
    with localcontext() as exact:
        exact.prec = 60
        return (a["debt"] / a["income"]).quantize(Decimal("0.0001"), ROUND_HALF_UP)


def points(a):
    """The total, and (text, code, weight) as an applicant is told: what weighs most first, then in the order of the policy."""
    burden, bureau = dti(a), a.get("bureau")
    policy = [
        (burden > Decimal("0.40"), "high debt for the income", "D1", -120),
        (burden < Decimal("0.10"), "little debt", None, 60),
        (a["arrears"] > 0, "late payments", "A1", -45 * min(a["arrears"], 4)),
        (a["years"] >= 5, "years with the employer", None, 40),
        (a["years"] < 1, "new with the employer", "J1", -40),
        (a["housing"] == "owner", "owns the home", None, 35),
        (bureau is not None and bureau >= 800, "credit bureau", "B1", 80),
        (bureau is not None and bureau < 400, "credit bureau", "B2", -90),
        (bureau is None, "unknown to the credit bureau", "B0", -20),
    ]
    told = [(text, code, weight) for holds, text, code, weight in policy if holds]
    return 500 + sum(weight for _, _, weight in told), sorted(told, key=lambda reason: -abs(reason[2]))


def rate(score, burden):
    if score >= 640:
        return Decimal("4.49") if burden < Decimal("0.20") else Decimal("5.99")
    return Decimal("7.49") if 560 <= score and burden < Decimal("0.36") else Decimal("11.99")


def decided(a):
    def answer(outcome, reasons, arm={}, **more):
        written = [{"text": t, **({"code": c} if c else {}), "weight": w} for t, c, w in reasons]
        return {"id": a["id"], "outcome": {outcome: arm}, **more, "reasons": written}

    if a["age"] < 18:
        return answer("decline", [("under age", "K1", 0)])
    if a["income"] == 0:
        return answer("decline", [("no income", "K2", 0)])
    score, reasons = points(a)
    if score >= 520:
        return answer("approve", reasons, {"apr": rate(score, dti(a))}, score=score)
    return answer("refer" if score >= 460 else "decline", reasons, score=score)


def line(a):
    return json.dumps({k: "<%s>" % v if isinstance(v, Decimal) else v for k, v in a.items()}).replace('"<', "").replace('>"', "")


def main():
    rulec = sys.argv[1]
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 6
    draw = random.Random(seed)
    given = [application(draw, number) for number in range(count)]
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        file.write("".join(line(a) + "\n" for a in given))
        file.flush()
        run = subprocess.run([rulec, "run", os.path.join(HERE, "credit_approval.rules"), "--decision", "Approval", "--input",
                              file.name], check=True, stdout=subprocess.PIPE, text=True)
    found = [json.loads(answer, parse_float=Decimal) for answer in run.stdout.splitlines()]
    wanted = [decided(a) for a in given]
    wrong = [(a, w, f) for a, w, f in zip(given, wanted, found) if w != f]
    for a, w, f in wrong[:5]:
        print("%s\n  model: %s\n  rules: %s" % (line(a), w, f))
    # They are about something: every outcome, rate and reason is met.
    outcomes = collections.Counter(str(w["outcome"]) for w in wanted)
    reasons = collections.Counter(reason.get("code", reason["text"]) for w in wanted for reason in w["reasons"])
    print("%d applications, %d answers, %d wrong" % (count, len(found), len(wrong)), dict(outcomes), dict(reasons), sep="\n")
    sys.exit(1 if wrong or len(found) != count or len(outcomes) != 6 or len(reasons) != 11 else 0)


if __name__ == "__main__":
    main()
